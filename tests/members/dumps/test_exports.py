"""Out and in again: nothing changes, and a second export has the same bytes, whatever people are called."""

import csv
import io
import uuid
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.authorship.models import Authorship
from members.dumps.choices import EXPORTED
from members.dumps.exports import export
from members.institutes.models import Institute
from members.memberships.models import Category, Membership
from members.people.models import Person, PersonIdentifier
from portal.periods import Period
from tests.members.conftest import ALWAYS
from tests.members.dumps.conftest import counts

NASTY = st.sampled_from(
    [
        "=cmd|' /C calc'!A1",
        "+1",
        "-x",
        "@sum",
        "'=a",
        "''-b",
        '"',
        'a,"b";c\td',
        "Quill\nNewline",
        "李",
        "Ω",
        "שלום",
        "é",
    ]
)
LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
NAMES = st.one_of(NASTY, LETTERS, st.just("L" * 280)).map(lambda text: text.replace("\x00", ""))
FAMILIES = NAMES.map(lambda text: f"{text}x")
STARTS = st.dates(ALWAYS, date(2026, 11, 1))
PEOPLE = st.lists(
    st.tuples(NAMES, FAMILIES, NAMES, STARTS, st.none() | st.integers(1, 4000), st.sampled_from([None, 1, 50])),
    min_size=1, max_size=6,
)  # fmt: skip
ROUNDS = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def fill(people, today):
    """The record anew: these people, each at one or two institutes, some signing."""
    for model in (Membership, Authorship, PersonIdentifier, Person):
        model.objects.all().delete()
    places = list(Institute.objects.order_by("pk"))
    category = Category.objects.get(code="postdoc")
    for number, (given_name, family, native, since, days, share) in enumerate(people):
        person = Person.objects.create(
            given_name=given_name, family_name=family, native_name=native, paper_name=family,
            email=f"p{number % 2}@x.example",
        )  # fmt: skip
        until = max(today, since) + timedelta(days=days) if days else None
        for place in places[: 1 + number % 2]:
            Membership.objects.create(
                person=person, institute=place, category=category, period=Period(since, until), share=share,
                position=place.pk - places[0].pk,
            )  # fmt: skip
        if number % 3 == 0:
            Authorship.objects.create(person=person, period=Period(since, until))
            PersonIdentifier.objects.create(person=person, kind="OTHER", source="registry", value=f"{number}")


@ROUNDS
@given(people=PEOPLE, kind=st.sampled_from(["csv", "xlsx"]))
def test_export_import_export(world, dumps, people, kind):
    fill(people, world.today)
    first = export(world.today, kind)
    path = dumps.folder / f"round.{kind}"
    path.write_bytes(first)
    plan = dumps.run(path, complete=True)
    assert (set(counts(plan)), plan.exit_code, plan.problems) == ({"skip"}, 0, [])
    assert export(world.today, kind) == first
    for model in (Membership, Authorship, PersonIdentifier, Person):
        model.objects.all().delete()
    again = dumps.run(path)  # into an empty record
    assert (set(counts(again)), again.exit_code) == ({"create"}, 0)
    assert export(world.today, kind) == first


@ROUNDS
@given(people=PEOPLE)
def test_no_cell_is_a_formula(world, people):
    fill(people, world.today)
    rows = list(csv.reader(io.StringIO(export(world.today, "csv").decode(), newline="")))
    assert rows[0] == list(EXPORTED)
    assert not [cell for row in rows[1:] for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_only_what_is_current_on_the_day_and_only_trusted_identifiers(world):
    person = world.person("Ana", "Quill", uuid=uuid.UUID(int=7))
    world.member(person, "Sundridge", until=date(2020, 1, 1))
    world.member(person, "Northgate", since=date(2020, 1, 1))
    PersonIdentifier.objects.create(person=person, kind="ORCID", value="0000", problem="not an ORCID iD")
    found = [
        [row for row in csv.DictReader(io.StringIO(export(day, "csv").decode(), newline=""))
            if row["family_name"] == "Quill"]
        for day in (date(2019, 12, 31), date(2020, 1, 1))
    ]  # fmt: skip
    assert [[row["institute_short_name"] for row in rows] for rows in found] == [["Sundridge"], ["Northgate"]]
    assert found[1][0]["orcid"] == ""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_departments_with_the_same_ids_stay_apart(world, dumps, kind):
    for name in ("Physics", "Computing"):
        place = world.institute(name, ror="04xs57h96", inspire_name="House")
        world.member(world.person("Ana", f"Q{name}"), place.short_name)
    path = dumps.folder / f"d.{kind}"
    path.write_bytes(export(world.today, kind))
    assert set(counts(dumps.run(path, complete=True))) == {"skip"}
