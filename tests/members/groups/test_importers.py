"""Who's who from a hand-kept text: nothing is guessed, everything is told with its line, and twice changes nothing."""

from __future__ import annotations

import pytest

from members.groups.importers import WhoIsWhoImporter, name_key
from members.groups.models import Appointment, Group
from members.groups.queries import UNKNOWN_TERM
from members.people.models import Person, PersonIdentifier
from portal.importing import SourceError
from portal.policy import SYSTEM

TEXT = """## Who's who

Coordinators: @Ida Quill @Lund Bo (deputy)
Former: @Eva Stern

Skim manager: @Jean Pierre Mär, @Nobody Known

## Run production liaisons

Group\tLiaison
Charm & beauty\t@Ida Quill @Wei Lantern
Tau\t
"""


@pytest.fixture
def bring(tmp_path):
    def bring(text=TEXT, *, apply=True):
        path = tmp_path / "who.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return WhoIsWhoImporter().run([path], by=SYSTEM, apply=apply)

    return bring


@pytest.fixture
def known(world):
    for given, family in (
        ("Ida", "Quill"),
        ("Bo", "Lund"),
        ("Eva", "Stern"),
        ("Jean-Pierre", "Mär"),
        ("Wei", "Lantern"),
        ("Wei", "Lantern"),
    ):
        world.person(given, family)
    return world


def told(plan):
    return [(str(row.action), row.noun, row.label.partition(":")[0], row.line) for row in plan.changes]


def record():
    rows = Appointment.objects.exclude(group__code="office").values_list(
        "group__name", "post", "person__family_name", "period"
    )
    return sorted(rows, key=str), list(Group.objects.order_by("pk").values("name", "parent__name", "seats", "kind"))


def test_the_plan_then_the_record(known, bring):
    plan = bring(apply=False)
    assert told(plan) == [
        ("create", "appointment", "Ida Quill, coordinator of Run production", 3),
        ("create", "appointment", "Lund Bo, deputy of Run production", 3),
        ("create", "appointment", "Eva Stern, coordinator of Run production (former)", 4),
        ("create", "appointment", "Jean Pierre Mär, manager of Skim", 6),
        ("conflict", "appointment", "Nobody Known, manager of Skim", 6),
        ("create", "appointment", "Ida Quill, liaison of Charm & beauty", 11),
        ("conflict", "appointment", "Wei Lantern, liaison of Charm & beauty", 11),
        ("create", "group", "Charm & beauty", 11),
        ("create", "group", "Tau", 12),
        ("create", "group", "Run production", 3),
        ("create", "group", "Skim", 6),
    ]
    nobody, several = [row.note for row in plan.changes if row.action == "conflict"]
    assert nobody == "nobody on record: Nobody Known"
    first, second = Person.objects.filter(family_name="Lantern").order_by("pk")
    assert several == f"several people of this name: Wei Lantern (#{first.pk}), Wei Lantern (#{second.pk})"
    assert record()[0] == []
    bring()
    current = (known.today, None)
    rows = [(group, post, family, (term.lower, term.upper)) for group, post, family, term in record()[0]]
    assert rows == [
        ("Charm & beauty", "liaison", "Quill", current),
        ("Run production", "coordinator", "Quill", current),
        ("Run production", "coordinator", "Stern", (UNKNOWN_TERM.lower, UNKNOWN_TERM.upper)),
        ("Run production", "deputy", "Lund", current),
        ("Skim", "manager", "Mär", current),
    ]
    made = {row["name"]: row for row in record()[1]}
    assert made["Skim"]["parent__name"] == "Run production"
    assert made["Skim"]["seats"] == {"manager": 2}  # who is not on record leaves a vacancy
    assert (made["Tau"]["seats"], made["Tau"]["kind"]) == ({"liaison": 1}, "working_group")


def test_a_second_import_changes_nothing(known, bring):
    bring()
    before = record()
    again = bring()
    assert again.writes == 0
    assert again.counts["conflict"] == 2
    assert record() == before


def test_groups_and_seats_on_record_are_used(known, bring):
    Group.objects.create(code="charm", name="CHARM and Beauty", kind="board", seats={"liaison": 5})
    Group.objects.create(code="skim", name="All skims", kind="production")
    plan = bring()
    assert {row.label for row in plan.changes if row.action == "update"} == {"All skims"}
    assert Group.objects.get(code="charm").seats == {"liaison": 5}
    assert Group.objects.get(code="skim").seats == {"manager": 2}
    assert Group.objects.get(code="skim").parent is None
    assert Group.objects.filter(code__startswith="charm").count() == 1


def test_the_same_person_twice_in_a_text_is_one_post(known, bring):
    plan = bring("Skim manager: @Ida Quill @Quill Ida\n")
    assert (plan.counts["create"], plan.counts["skip"]) == (2, 1)


def test_a_post_without_a_group_is_a_conflict(known, bring):
    plan = bring("Manager: @Ida Quill\n")
    assert "does not say of which group" in plan.changes[0].note
    assert plan.writes == 0


def test_the_dead_get_no_post_and_the_dates_of_a_group_are_kept(known, bring):
    Person.objects.filter(family_name="Quill").update(deceased=True)
    Group.objects.create(code="skim", name="Skim", kind="production", period=("2020-01-01", None))
    notes = [row.note for row in bring("Skim manager: @Ida Quill (former @Bo Lund)").changes if row.note]
    assert "has died" in notes[0]
    assert "the group began on 2020-01-01" in notes[1]


def test_an_unknown_user_is_found_by_the_account(known, bring):
    text = "Skim manager: @Unknown User (IQuill)"
    assert "the account IQuill" in bring(text, apply=False).changes[0].note
    person = Person.objects.get(family_name="Quill")
    PersonIdentifier.objects.create(person=person, kind="ACCOUNT", source="wiki", value="iquill")
    bring(text)
    assert person.appointments.get().post == "manager"


def test_names_agree_in_any_order_and_spelling():
    assert name_key("Jean-Pierre Mär") == name_key("MAR jean pierre")
    assert name_key("Ida Quill") != name_key("Ida Quills")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe\x00", "no text in UTF-8"), (b"", "no line names people"), (b"Dear all,\nhello @x", "no line names")],
)
def test_a_file_that_says_nothing_is_refused(db, bring, content, words):
    with pytest.raises(SourceError, match=words):
        bring(content)


def test_the_table_of_the_seed_is_read_whole(db, shared, bring):
    """Nobody of it is on record, so that each name is a conflict with its line; the groups are set up once."""
    [seed] = (shared / "seeds").glob("000_*.txt")
    plan = bring(seed.read_text())
    lines = seed.read_text().splitlines()
    assert plan.counts["conflict"] == 49
    assert all("nobody on record" in row.note for row in plan.of("conflict"))
    assert all("@" in lines[row.line - 1] for row in plan.of("conflict"))
    skims = Group.objects.get(name="Skim")
    assert (skims.parent.name, skims.seats) == ("Data production", {"manager": 3})
    assert Group.objects.filter(kind="working_group").count() == 10
    assert Appointment.objects.count() == 0
