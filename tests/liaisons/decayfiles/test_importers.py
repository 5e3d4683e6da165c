"""Folders and archives: every file once and byte for byte; what is no text, is huge or is there twice is told."""

import io
import tarfile
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from liaisons.decayfiles import folders
from liaisons.decayfiles.importers import DecayFileImporter
from liaisons.decayfiles.models import DecayFile
from liaisons.decayfiles.texts import LARGEST_FILE
from portal.importing import Action, SourceError
from portal.importing.models import ImportRun
from portal.outbox.delivery import sweep
from portal.policy import SYSTEM


def run(*paths, apply=True, by=SYSTEM):
    return DecayFileImporter().run(paths, by=by, apply=apply)


def said(plan, action):
    return {change.label: change.note for change in plan.of(action)}


@pytest.fixture
def folder(tmp_path, decay):
    root = tmp_path / "decfiles"
    (root / "below").mkdir(parents=True)
    (root / "1110021000.dec").write_bytes(decay())
    (root / "below" / "1110021001.dec").write_bytes(decay(EventType="1110021001", NickName="other"))
    (root / "README.md").write_text("# not a decay file")
    (root / ".1110021000.dec").write_bytes(b"\x00\x05\x16\x07")
    return root


@pytest.mark.django_db
def test_the_real_folder_comes_in_and_out_unchanged(shared, as_persona):
    source = shared / "data/catalogue/decfiles"
    paths = {path.name: path for path in [*source.glob("*.dec"), *source.glob("TauolaBelle2/*.dat")]}
    assert run(source, apply=False).writes == len(paths) == 514
    assert not DecayFile.objects.exists()
    plan = run(source)
    assert (plan.totals["create"], plan.totals["reject"], plan.totals["conflict"]) == (514, 0, 0)
    assert {file.file_name: bytes(file.content) for file in DecayFile.objects.all()} == {
        name: path.read_bytes() for name, path in paths.items()
    }
    odd = DecayFile.objects.get(file_name="111004000a.dec")
    assert as_persona("member").get(f"/decay-files/{odd.pk}/file/").content == paths["111004000a.dec"].read_bytes()
    again = run(source)
    assert (again.writes, again.totals["skip"], again.exit_code) == (0, 514, 0)


@pytest.mark.django_db
def test_folders_below_count_and_what_is_no_decay_file_does_not(folder):
    assert set(said(run(folder), Action.CREATE)) == {"1110021000.dec", "below/1110021001.dec"}
    assert set(DecayFile.objects.values_list("file_name", "uploaded_by")) == {
        ("1110021000.dec", None),
        ("1110021001.dec", None),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_says_the_same_as_its_folder(folder, tmp_path, kind):
    archive = tmp_path / f"all.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(folder.rglob("*.*")):
                file.write(path, f"../../{path.relative_to(folder)}")
    else:
        with tarfile.open(archive, "w:gz") as file:
            file.add(folder, "/decfiles")
    assert run(archive).totals["create"] == 2
    assert run(folder).totals["skip"] == 2


@pytest.mark.django_db
def test_one_name_with_two_contents_is_a_conflict_and_one_content_twice_is_one_file(folder, decay):
    (folder / "below" / "1110021000.dec").write_bytes(decay(Cuts="yes"))
    (folder / "again").mkdir()
    (folder / "again" / "1110021001.dec").write_bytes((folder / "below" / "1110021001.dec").read_bytes())
    plan = run(folder)
    assert said(plan, Action.CONFLICT) == {
        "1110021000.dec": "another file of this name: below/1110021000.dec",
        "below/1110021000.dec": "another file of this name: 1110021000.dec",
    }
    assert said(plan, Action.SKIP) == {"below/1110021001.dec": "the same file as again/1110021001.dec"}
    assert [file.file_name for file in DecayFile.objects.all()] == ["1110021001.dec"]


@pytest.mark.django_db
def test_other_bytes_under_a_known_name_are_a_new_version(folder, decay):
    run(folder)
    (folder / "1110021000.dec").write_bytes(decay(Cuts="yes"))
    assert said(run(folder), Action.CREATE) == {"1110021000.dec": "a new version of this name"}
    assert DecayFile.objects.filter(file_name="1110021000.dec").count() == 2


@pytest.mark.django_db
def test_what_is_no_text_is_rejected_by_its_path_and_errors_of_the_header_are_told(folder, decay):
    (folder / "1110021002.dec").write_bytes(b"\x89PNG\x00\x00")
    (folder / "1110021003.dec").write_bytes(b"")
    (folder / "1110021004.dec").write_bytes(b"x" * (LARGEST_FILE + 5))
    (folder / "1110021005.dec").write_bytes(decay(EventType=None))
    plan = run(folder)
    rejected = said(plan, Action.REJECT)
    assert set(rejected) == {"1110021002.dec", "1110021003.dec", "1110021004.dec"}
    assert "empty" in rejected["1110021003.dec"]
    assert "at most" in rejected["1110021004.dec"]
    assert [item.message for item in plan.problems] == ["1110021005.dec: The header has no EventType."]
    assert DecayFile.objects.count() == 3


@pytest.mark.django_db
def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    secret = tmp_path / "secret.dec"
    secret.write_bytes(b"# EventType: 1110021009\n")
    (folder / "1110021009.dec").symlink_to(secret)
    archive = tmp_path / "links.tar"
    with tarfile.open(archive, "w") as file:
        item = tarfile.TarInfo("1110021008.dec")
        item.type, item.linkname = tarfile.SYMTYPE, str(secret)
        file.addfile(item)
        file.add(folder / "1110021000.dec", "1110021000.dec")
    assert "1110021009.dec" not in said(run(folder, apply=False), Action.CREATE)
    assert set(said(run(archive, apply=False), Action.CREATE)) == {"1110021000.dec"}


@pytest.mark.django_db
def test_an_archive_that_holds_more_than_it_says_ends_at_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MOST_BYTES", 3 * LARGEST_FILE)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(8):
            file.writestr(f"{number}.dec", bytes(LARGEST_FILE * 2))
    with pytest.raises(SourceError, match="import it in parts"):
        run(bomb)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"just words"])
def test_what_is_neither_folder_nor_archive_is_one_file(tmp_path, content):
    path = tmp_path / "1110021000.dec"
    path.write_bytes(content)
    plan = run(path, apply=False)
    assert sum(plan.totals.values()) == 1


@pytest.mark.django_db
def test_a_cut_archive_and_an_empty_folder_say_so(folder, tmp_path):
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as file:
        file.add(folder, "d")
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.getvalue()[:-40])
    with pytest.raises(SourceError, match=r"cannot read cut\.tar\.gz"):
        run(cut)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="there is no decay file in empty"):
        run(tmp_path / "empty")
    with pytest.raises(SourceError, match="cannot read nowhere"):
        run(tmp_path / "nowhere")
    assert not DecayFile.objects.exists()


@pytest.mark.django_db
def test_on_the_command_line_and_who_may_in_the_browser(folder, capsys, as_persona):
    call_command("import_decay_files", str(folder), apply=True)
    assert capsys.readouterr().out.startswith("2 create")
    status = {name: as_persona(name).get("/imports/new/decay_files/").status_code for name in ("member", "liaison")}
    assert status == {"member": 403, "liaison": 200}


@pytest.mark.django_db
def test_a_file_that_is_sent_keeps_its_own_name(as_persona, decay):
    client = as_persona("liaison")
    answer = client.post(
        "/api/v1/imports/decay_files/?mode=apply&name=1110021000.dec", decay(), content_type="application/octet-stream"
    )
    assert answer.json()["rows"][0]["label"] == "1110021000.dec"
    client.post("/imports/new/decay_files/", {"file": SimpleUploadedFile("1110021001.dec", decay())})
    sweep()
    client.post(f"/imports/{ImportRun.objects.get().pk}/apply/")
    sweep()
    assert set(DecayFile.objects.values_list("file_name", flat=True)) == {"1110021000.dec", "1110021001.dec"}
