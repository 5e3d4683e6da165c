"""The list of institutes calls each what it was called on the day of the list."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from members.institutes import actions
from members.reports.queries import Scope, places

RENAMED = date(2024, 2, 29)
NAMES = {"name": "Zephyr Institute of Science", "short_name": "Zephyr", "address": "2 New Street, Sundridge"}


@pytest.fixture
def renamed(world):
    """Sundridge, which is called Zephyr since a leap day, with a member."""
    world.member(world.person("Ida", "Quill"), "Sundridge", date(2020, 1, 1))
    actions.rename(world.institutes["Sundridge"], on=RENAMED, by=world.user("office"), **NAMES)
    return world


def results(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize(
    ("day", "short", "name"),
    [
        (RENAMED - timedelta(days=1), "Sundridge", "University of Sundridge"),
        (RENAMED, "Zephyr", "Zephyr Institute of Science"),
    ],
)
def test_list_export_people_and_statistics_use_the_name_of_the_day(renamed, visit, day, short, name):
    client = visit("member")
    wanted = f"as_of={day}&sort=short_name&col=short_name&col=name&col=address"
    rows = json.loads(client.get(f"/institutes/?{wanted}&format=json").getvalue())
    assert [(row["short_name"], row["name"]) for row in rows] == sorted(
        [("Northgate", "University of Northgate"), (short, name)]
    )
    assert f"{short},{name}," in client.get(f"/institutes/?{wanted}&format=csv").getvalue().decode()
    [person] = results(client, f"/api/v1/people/?as_of={day}&q=Quill&institute={short}&sort=institute")
    assert person["institute"] == short
    assert short in [place.name for place in places(Scope(day))]


@pytest.mark.parametrize("text", ["sundridge", "univ*sundr", "zephyr"])
def test_an_institute_is_found_by_what_it_was_ever_called(renamed, visit, text):
    found = results(visit("member"), f"/api/v1/institutes/?q={text}")
    assert [row["short_name"] for row in found] == ["Zephyr"]
