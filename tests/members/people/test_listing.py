"""The directory as of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.people.models import Person
from portal.periods import Period


def names(client, query):
    answer = client.get(f"/api/v1/people/?page_size=100&{query}")
    assert answer.status_code == 200, answer.content
    return {row["full_name"]: row for row in answer.json()["results"]}


@pytest.mark.parametrize("start", [date(2024, 2, 29), date(2024, 3, 1), date(2025, 1, 1), date(2027, 7, 1)])
def test_an_approved_person_is_in_the_directory_from_the_day_and_not_the_day_before(world, visit, start):
    world.approve(world.waiting(starts_on=start))
    client, who = visit("member"), "Aïcha Benmoussa"
    assert who not in names(client, f"as_of={start - timedelta(days=1)}")
    assert names(client, f"as_of={start}")[who]["status"] == "active"
    assert names(client, f"as_of={start}&institute=Sundridge")[who]["category"] == "PhD student"
    later = names(client, f"as_of={start - timedelta(days=1)}&status=future")
    assert list(later) == [who]
    before = client.get(f"/people/?as_of={start - timedelta(days=1)}").context["page"]["count"]
    after = client.get(f"/people/?as_of={start}").context["page"]["count"]
    assert after == before + 1


def test_the_status_of_every_day_follows_from_the_periods(world, visit, by_law):
    by_law("[memberships]\nexpiring_days = 30\ngrace_days = 10")
    person = world.person("Ole", "Brandvold")
    world.member(person, "Sundridge", date(2020, 1, 1), date(2022, 3, 1))
    world.member(person, "Northgate", date(2022, 6, 1), date(2024, 3, 1), position=1)
    client = visit("member")

    def status(day):
        row = names(
            client, f"q=brandvold&as_of={day}&status=future&status=active&status=expiring&status=expired&status=former"
        )
        return row["Ole Brandvold"]["status"], row["Ole Brandvold"]["institute"]

    assert status(date(2019, 12, 31)) == ("future", None)
    assert status(date(2020, 1, 1)) == ("active", "Sundridge")
    assert status(date(2022, 1, 29)) == ("active", "Sundridge")
    assert status(date(2022, 1, 30)) == ("expiring", "Sundridge")
    assert status(date(2022, 2, 28)) == ("expiring", "Sundridge")
    assert status(date(2022, 3, 1)) == ("future", None)
    assert status(date(2022, 6, 1)) == ("active", "Northgate")
    assert status(date(2024, 2, 29)) == ("expiring", "Northgate")
    assert status(date(2024, 3, 1)) == status(date(2024, 3, 10)) == ("expired", None)  # ten days of grace
    assert status(date(2024, 3, 11)) == ("former", None)


def test_overlapping_affiliations_are_one_person(world, visit):
    person = world.person("Ida", "Both")
    world.member(person, "Northgate", position=1)
    world.member(person, "Sundridge", position=0)
    client = visit("member")
    assert names(client, "q=both")["Ida Both"]["institute"] == "Sundridge"
    assert client.get("/people/?q=both").context["page"]["count"] == 1
    assert "Ida Both" not in names(client, "institute=Northgate")  # the first affiliation
    assert "Ida Both" in names(client, f"at={world.institutes['Northgate'].pk}")  # any affiliation


def test_namesakes_are_two_rows(world, visit):
    for _ in range(2):
        world.member(world.person("Wei", "Zhang"), "Sundridge")
    answer = visit("member").get("/api/v1/people/?q=zhang wei").json()
    assert answer["count"] == 2
    assert len({row["id"] for row in answer["results"]}) == 2


def test_a_text_without_letters_names_nobody(world, visit):
    world.member(world.person("Wei", "Zhang"), "Sundridge")
    client = visit("member")

    def count(text):
        return client.get("/api/v1/people/", {"q": text}).json()["count"]

    assert [count(text) for text in ("99999999", "%", "¤ 1", "zhang 1")] == [0, 0, 0, 1]
    assert count("*") == count("") > 0


def test_whoever_died_is_deceased_from_that_day(world, visit):
    day = date(2024, 2, 29)
    person = world.person("Ada", "Gone", deceased=True, deceased_on=day)
    world.member(person, "Sundridge")
    client = visit("member")
    assert names(client, f"q=gone&as_of={day - timedelta(days=1)}")["Ada Gone"]["status"] == "active"
    assert names(client, f"q=gone&as_of={day}")["Ada Gone"]["status"] == "deceased"


def test_a_filter_of_another_page_cannot_be_anything(world, visit):
    client = visit("member")
    for odd in ("at=abc", "at=999999", "at_category=x", "at=%00"):
        assert client.get(f"/people/?{odd}").status_code == 400


def test_the_pill_of_an_institute_names_it_and_two_of_one_name_do_not_share_counts(world, visit):
    twin = world.institute("Twin")
    other = world.institute("Other twin", short_name="Twin")
    world.member(world.person("Ida", "One"), "Twin")
    client = visit("member")
    counts = [client.get(f"/people/?at={row.pk}").context["page"] for row in (twin, other)]
    assert [page["count"] for page in counts] == [1, 0]
    assert [(pill.label, pill.value) for pill in counts[0]["pills"]] == [("member at", "Twin")]


def test_the_page_of_a_person_shows_the_last_day_of_a_period(world, visit):
    person = world.person("Ole", "Brandvold")
    world.member(person, "Sundridge", date(2020, 1, 1), date(2024, 3, 1))
    page = visit("member").get(f"/people/{person.pk}/?as_of=2024-02-29").content.decode()
    assert "2024-02-29" in page
    assert "2024-03-01" not in page
    assert person.memberships.get().period == Period(date(2020, 1, 1), date(2024, 3, 1))


def test_a_name_in_any_script_is_found_in_any_order(world, visit):
    world.person("Hạnh", "Trần Thị", native_name="陳氏幸")
    client = visit("member")
    for text in ("tran hanh", "Hạnh", "陳氏幸", "thi tran"):
        assert list(names(client, f"q={text}")) == ["Hạnh Trần Thị"], text
    assert Person.objects.filter(family_name="Trần Thị").count() == 1
