"""What is over names an institute as it was called then, and pages of a past day lead to that day."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from members.dumps.exports import export
from members.institutes import actions
from members.institutes.choices import Tie
from members.institutes.models import InstituteTie
from portal.periods import Period

FIRST, SECOND, LEFT = date(2021, 1, 1), date(2023, 1, 1), date(2022, 6, 1)


@pytest.fixture
def renamed(world):
    """An institute that was called Early, then Middle, and is called Late now."""
    institute = world.institute("Early", since=date(2018, 1, 1))
    for on, name in ((FIRST, "Middle"), (SECOND, "Late")):
        actions.rename(institute, on=on, name=f"{name} long", short_name=name, address="", by=world.user("office"))
    return institute


def cells(client, url, title):
    page = client.get(url).context["page"]
    [panel] = [panel for panel in page["facts"] if panel["title"] == title]
    return " ".join(str(cell) for row in panel["rows"] for cell in (row if isinstance(row, list | tuple) else [row]))


@pytest.mark.parametrize(
    ("since", "until", "as_of", "words"),
    [
        (date(2019, 1, 1), LEFT, "", "Middle (now Late)"),
        (date(2019, 1, 1), FIRST, "", "Early (now Late)"),  # its last day is the last of the name
        (date(2019, 1, 1), FIRST + timedelta(days=1), "", "Middle (now Late)"),
        (date(2019, 1, 1), None, "", ">Late<"),
        (date(2019, 1, 1), None, "2020-05-05", "Early (now Late)"),
        (date(2019, 1, 1), LEFT, "2020-05-05", "Early (now Late)"),
        (date(2021, 5, 5), None, "2020-05-05", "Middle (now Late)"),  # to come: as on its first day
        (date(2023, 5, 5), None, "2020-05-05", ">Late<"),
    ],
)
def test_the_page_of_a_person_names_the_institute_as_in_the_period(world, visit, renamed, since, until, as_of, words):
    person = world.person("Ida", "Berg")
    world.member(person, "Early", since, until)
    world.delegate(person, "Early", since=since, until=until)
    url = f"/people/{person.pk}/" + (f"?as_of={as_of}" if as_of else "")
    for title in ("Memberships", "Delegate of"):
        assert words in cells(visit("member"), url, title), title


def test_ties_name_the_other_institute_as_in_their_period(world, visit, renamed):
    other = world.institutes["Northgate"]
    InstituteTie.objects.create(institute=renamed, other=other, kind=Tie.HOST, period=Period(date(2019, 1, 1), LEFT))
    assert "Middle (now Late)" in cells(visit("member"), f"/institutes/{other.pk}/", "Other institutes")
    past = cells(visit("member"), f"/institutes/{other.pk}/?as_of=2020-01-01", "Other institutes")
    assert "Early (now Late)" in past
    own = cells(visit("member"), f"/institutes/{renamed.pk}/", "Other institutes")
    assert "Northgate" in own
    assert "now" not in own


def test_a_dump_of_a_past_day_has_the_names_of_that_day(world, renamed):
    world.member(world.person("Ida", "Berg"), "Early", date(2019, 1, 1))

    def names(on):
        rows = csv.DictReader(io.StringIO(export(on, "csv").decode()))
        return {(row["institute_short_name"], row["institute_name"]) for row in rows if row["family_name"] == "Berg"}

    assert names(date(2022, 1, 1)) == {("Middle", "Middle long")}
    assert names(world.today) == {("Late", "Late long")}


def test_links_keep_the_past_day_where_the_other_page_knows_days(world, visit, renamed):
    person = world.person("Ida", "Berg")
    world.member(person, "Early", date(2019, 1, 1))
    client, day = visit("member"), "as_of=2022-01-01"
    there = f"/people/{person.pk}/?{day}"
    assert f'href="{there}"' in client.get(f"/people/?{day}").content.decode()
    page = client.get(there).content.decode()
    assert f'href="/institutes/{renamed.pk}/?{day}"' in page
    assert f'href="/people/?{day}"' in page
    assert f'href="/people/{person.pk}/?{day}' not in client.get("/people/").content.decode()
    today = client.get(f"/people/{person.pk}/").content.decode()
    assert f'href="/institutes/{renamed.pk}/"' in today
    assert 'href="/people/?as_of' not in today
    tabs = visit("office").get(f"{there}&tab=history").context["page"]["tabs"]
    assert [tab["url"] for tab in tabs] == [f"?{day}", f"?{day}&tab=history"]
