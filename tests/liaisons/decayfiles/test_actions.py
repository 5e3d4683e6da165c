"""Handing in: every file is kept as it is, once; what is no text is not."""

import pytest
from django.core.management import call_command

from liaisons.decayfiles.actions import Unreadable, check_again, hand_in
from liaisons.decayfiles.models import DecayFile
from liaisons.decayfiles.texts import LARGEST_FILE
from portal.history import entries
from portal.policy import Denied


def test_a_file_is_kept_byte_for_byte_with_what_its_header_says(cast, decay):
    raw = decay(Date="03/11/2026", PhysicsWG="EWP and TDPCV").replace(b"\n", b"\r\n")
    file, is_new = hand_in(by=cast.liaison, file_name=r"C:\work\1110021000.dec", raw=raw)
    file.refresh_from_db()
    assert (is_new, bytes(file.content), file.file_name) == (True, raw, "1110021000.dec")
    assert (file.event_type, file.nickname, file.working_groups) == ("1110021000", "Bd_Kst0gamma_test", "EWP, TDCPV")
    assert (file.dated.isoformat(), file.kind, file.verdict) == ("2026-11-03", "dec", "note")
    assert file.finding_count == len(file.findings) > 0
    assert file.uploaded_by == cast.liaison


def test_a_clean_file_is_clean(cast, decay):
    file, _ = hand_in(by=cast.manager, file_name="1110021000.dec", raw=decay())
    assert (file.findings, file.verdict, file.errors) == ((), "clean", [])


def test_the_same_file_is_the_same_record_whoever_hands_it_in(cast, decay):
    first, _ = hand_in(by=cast.liaison, file_name="1110021000.dec", raw=decay())
    second, is_new = hand_in(by=cast.other_liaison, file_name="1110021000.dec", raw=decay())
    assert (second.pk, is_new, second.uploaded_by) == (first.pk, False, cast.liaison)
    assert DecayFile.objects.count() == 1


def test_a_corrected_name_is_another_record_because_production_goes_by_the_name(cast, decay):
    wrong, _ = hand_in(by=cast.liaison, file_name="1110021001.dec", raw=decay())
    right, is_new = hand_in(by=cast.liaison, file_name="1110021000.dec", raw=decay())
    assert is_new
    assert wrong.sha256 == right.sha256
    assert [wrong.event_type, [finding.code for finding in wrong.errors]] == ["1110021001", ["event-type-differs"]]
    assert [right.event_type, right.errors] == ["1110021000", []]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"# EventType: 1\n\x00\x01ELF", "The file is not text: it holds a NUL byte."),
        ("# a\n".encode("utf-16"), "The file is written in UTF-16. Save it as plain text (ASCII or UTF-8)."),
        (b"#" * (LARGEST_FILE + 1), f"The file has {LARGEST_FILE + 1} bytes; at most {LARGEST_FILE} are read."),
        (b"# a\n" + b"x" * 4001, "The line has 4001 characters; at most 4000 are read."),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_in_a_sentence(cast, raw, says):
    with pytest.raises(Unreadable) as refused:
        hand_in(by=cast.liaison, file_name="noname.txt", raw=raw)
    assert str(refused.value) == says
    assert not DecayFile.objects.exists()


@pytest.mark.parametrize(
    "role", ["outsider", "applicant", "member", "delegate", "convener", "secretary", "administrator"]
)
def test_only_liaisons_and_the_production_hand_in(cast, decay, role):
    with pytest.raises(Denied, match="only liaisons of working groups or production managers may hand in"):
        hand_in(by=getattr(cast, role), file_name="1110021000.dec", raw=decay())
    assert not DecayFile.objects.exists()


def test_longer_texts_than_the_list_shows_are_kept_in_the_file(cast, decay):
    raw = decay(NickName="N" * 3000, Responsible="R" * 3000, Descriptor="D" * 3900)
    file, _ = hand_in(by=cast.liaison, file_name="1110021000.dec", raw=raw)
    file.refresh_from_db()
    assert (len(file.nickname), len(file.responsible), len(file.descriptor)) == (200, 300, 3900)
    assert file.reading.nickname == "N" * 3000


def test_all_real_files_can_be_handed_in(cast, shared):
    folder = shared / "data/catalogue/decfiles"
    paths = [*sorted(folder.glob("*.dec")), *sorted(folder.glob("TauolaBelle2/*.dat"))]
    for path in paths:
        hand_in(by=cast.liaison, file_name=path.name, raw=path.read_bytes())
    assert DecayFile.objects.count() == len(paths) == 514
    for path in paths[::25]:
        assert bytes(DecayFile.objects.get(file_name=path.name).content) == path.read_bytes()
    nameless = DecayFile.objects.filter(event_type="").values_list("file_name", flat=True)
    # words, nine or eleven digits for a name, and nothing better in the header
    assert set(nameless) == {"Y6S_nonbsbs.dec", "419002303.dec", "129352001.dec", "119352001.dec", "12130321050.dec"}
    assert DecayFile.objects.filter(nickname="Bd_KSKS").count() == 7


def test_the_history_says_who_and_holds_no_content(cast, decay):
    file, _ = hand_in(by=cast.liaison, file_name="1110021000.dec", raw=decay())
    (entry,) = entries(file)
    assert (entry.verb, entry.who) == ("hand in", "Liaison Tester")
    assert [change.field for change in entry.changes] == ["file_name", "sha256", "uploaded_by"]


def test_files_are_read_again_when_the_rules_change(cast, decay, capsys):
    file, _ = hand_in(by=cast.liaison, file_name="1110021000.dec", raw=decay())
    hand_in(by=cast.liaison, file_name="1110021000.dec", raw=decay(Tested="No"))
    DecayFile.objects.filter(pk=file.pk).update(verdict="error", nickname="as read by an older release")
    call_command("check_decay_files")
    assert capsys.readouterr().out == "1 decay files read differently.\n"
    file.refresh_from_db()
    assert (file.verdict, file.nickname) == ("clean", "Bd_Kst0gamma_test")
    assert check_again() == 0
    assert len(entries(file)) == 1  # nobody did anything to the file
