"""Whole files go by rule, because packed ones cannot be looked into; what is still needed stops an erasure."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.accession.models import Application, Document
from members.privacy.erasure import erase, preview
from members.privacy.retention import retention
from members.reviews.models import Confirmation, Correction, Review
from portal.importing.models import ImportRun
from portal.lifecycle import MoveRefused
from portal.personal.models import Blanking
from portal.personal.queries import files_with, holding_files
from tests.members.privacy.conftest import ADDRESS, EARLIER
from tests.members.privacy.erasure.test_actions import anywhere


@pytest.fixture
def run(world):
    def upload(content, state="applied", importer="registry", **more):
        fields = {"file_name": "dump.csv", "by": world.user("office"), "ended_at": timezone.now()} | more
        return ImportRun.objects.create(importer=importer, content=content, state=state, **fields)

    return upload


@pytest.fixture
def application(world):
    """Decided, with a CV in which no address can be found."""
    fields = {
        "institute_name": "Fjord College",
        "short_name": "Fjord",
        "contact_name": "B",
        "contact_email": "b@f.example",
    }
    made = Application.objects.create(**fields, delegate_name="Ines Gone", delegate_email=ADDRESS, state="withdrawn")
    document(made, b"%PDF packed")
    return made


def document(application, content):
    facts = {"kind": "cv", "file_name": "cv.pdf", "media_type": "application/pdf", "size": len(content)}
    return Document.objects.create(application=application, content=content, sha256=str(len(content)), **facts)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"Ines;{ADDRESS.lower()}\r\n", True),
        (f"“{ADDRESS}”", True),
        (f"\ufeff{ADDRESS}".encode("utf-16-le"), True),
        (f"x{ADDRESS}", False),
        (f"{ADDRESS}.org", False),
        (gzip.compress(ADDRESS.encode(), mtime=0), False),
        (b"\\" + ADDRESS.encode() + b"\x00\xff", True),
    ],
)
def test_an_address_in_a_file_is_found_whole_in_any_case_unless_it_is_packed(run, content, found):
    made = run(content.encode() if isinstance(content, str) else content)
    assert files_with(ImportRun, "content", [ADDRESS]) == ([made.pk] if found else [])


def test_files_of_imports_of_people_that_are_over_go_and_others_stay(world, leaver, run):
    gone = [run(gzip.compress(EARLIER.encode())), run(b"other people", state="dropped", importer="who_is_who")]
    stays = [run(b"another", state="planned"), run(b"datasets", importer="paths")]
    found = erase(leaver, by=world.user("office"), reason="asked")
    assert found.went["files of imports"] == 2
    contents = dict(ImportRun.objects.values_list("pk", "content"))
    assert [bytes(contents[one.pk]) for one in gone] == [b"", b""]
    assert [bytes(contents[one.pk]) for one in stays] == [b"another", b"datasets"]
    assert [one.sha256 for one in ImportRun.objects.filter(pk=gone[0].pk)] == [gone[0].sha256]
    assert Blanking.objects.get(table="portal_importrun", columns=["content"]).rows == 2


@pytest.mark.parametrize("where", ["content", "plan"])
def test_an_import_that_names_the_person_and_is_not_over_stops_the_erasure(world, leaver, run, where):
    run(
        f"Ines;{EARLIER}".encode() if where == "content" else b"packed",
        state="held",
        plan={"changes": [{"label": f"Ines <{EARLIER.upper()}>"}]} if where == "plan" else None,
    )
    with pytest.raises(MoveRefused, match=r"the import of dump\.csv names the person and is not over"):
        erase(leaver, by=world.user("office"), reason="asked")


def test_documents_of_a_decided_application_go_with_the_address_of_who_is_named(world, leaver, application, client):
    other = Application.objects.create(
        institute_name="O", short_name="O", contact_name="C", contact_email="c@o.example"
    )
    kept, plain = document(other, b"%PDF nobody"), document(other, f"%PDF write to {EARLIER}".encode())
    assert preview(leaver, by=world.user("office")).went["documents of applications"] == 2
    erase(leaver, by=world.user("office"), reason="asked")
    application.refresh_from_db()
    assert (application.delegate_name, application.delegate_email) == ("Ines Gone", "")
    left = {row.pk: bytes(row.content) for row in Document.objects.all()}
    assert (left[kept.pk], left[plain.pk], left[application.documents.get().pk]) == (b"%PDF nobody", b"", b"")
    assert anywhere(ADDRESS) == set()
    client.force_login(world.user("office"))
    pages = [reverse("application_document", args=[row.application_id, row.pk]) for row in (kept, plain)]
    assert [client.get(page).status_code for page in pages] == [200, 404]


def test_the_preview_lists_documents_that_stay_and_may_tell_of_the_person(world, leaver, application, visit):
    def made(number, **facts):
        fields = {"short_name": f"O{number}", "contact_name": "C", "contact_email": "c@o.example"}
        named = {name: facts.pop(name) for name in ("delegate_name", "filed_by") if name in facts}
        row = document(Application.objects.create(institute_name="O", **fields | named), b"%PDF" + b"." * number)
        Document.objects.filter(pk=row.pk).update(**facts)
        return row.pk

    by_file = made(1, file_name=f"CV-{leaver.family_name}-2020.pdf")
    by_name = made(2, delegate_name=f"Dr {leaver.given_name} {leaver.family_name}")
    made(3, delegate_name=f"Dr Other {leaver.family_name}")
    made(4, file_name="CV.pdf")
    made(5, file_name=f"{leaver.family_name}.pdf", content=b"")
    found = preview(leaver, by=world.user("office"))
    assert {row.pk for row in found.look} == {by_file, by_name}  # what is emptied by rule needs no look
    page = visit("office").get(reverse("person_erase", args=[leaver.pk])).content.decode()
    for row in found.look:
        assert reverse("application_document", args=[row.application_id, row.pk]) in page
    type(leaver).objects.filter(pk=leaver.pk).update(family_name="李", given_name="明")
    assert preview(leaver, by=world.user("office")).look == ()


def test_an_application_that_waits_for_the_board_stops_the_erasure(world, leaver, application):
    application.state = "submitted"
    application.save()
    with pytest.raises(MoveRefused, match="the application of Fjord names the person and is not decided"):
        erase(leaver, by=world.user("office"), reason="asked")


def test_what_a_delegate_wrote_about_the_person_goes_from_the_review_and_its_history(world, leaver):
    day = world.today
    review = Review.objects.create(year=2020, on=day, due_on=day)
    place = Confirmation.objects.create(review=review, institute=world.institutes["Sundridge"])
    note = Correction.objects.create(confirmation=place, person=leaver, text="quarrelled and left", who="Dora")
    assert anywhere("quarrelled")
    erase(leaver, by=world.user("office"), reason="asked")
    note.refresh_from_db()
    assert (note.text, note.who, anywhere("quarrelled")) == ("(erased)", "Dora", set())


def test_certificates_that_a_request_told_go(world, leaver):
    request = leaver.requests.model.objects.get(family_name="Gone")
    request.certificate_subject, request.certificate_issuer = "/DC=example/CN=Ines 9", "/DC=example/CN=CA 9"
    request.save()
    erase(leaver, by=world.user("office"), reason="asked")
    assert anywhere("CN=Ines 9") == anywhere("CN=CA 9") == set()


def test_a_decay_file_keeps_its_bytes_and_the_result_says_so(world, leaver):
    from liaisons.decayfiles.models import DecayFile

    raw = f"# Email: {ADDRESS}\nEnd\n".encode()
    file = DecayFile.of(raw, "B0_signal.dec", uploaded_by=leaver.user)
    file.save()
    found = erase(leaver, by=world.user("office"), reason="asked")
    assert "liaisons_decayfile" in found.kept
    assert bytes(DecayFile.objects.get().content) == raw
    assert holding_files([ADDRESS]) == ["liaisons_decayfile"]


def test_files_of_imports_go_after_the_days_of_the_by_laws(world, run, by_law):
    by_law("[privacy.retention_days]\nimport_files = 10\n")
    ended = timezone.now() - timedelta(days=12)
    old, young = run(b"old", ended_at=ended, importer="paths"), run(b"young")
    waiting = run(b"waiting", state="planned", ended_at=None)
    assert retention(world.today).removed["import_files"] == 1
    assert {row.pk: bytes(row.content) for row in ImportRun.objects.all()} == {
        old.pk: b"",
        young.pk: b"young",
        waiting.pk: b"waiting",
    }
