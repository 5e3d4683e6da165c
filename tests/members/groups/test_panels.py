"""Groups as of a day: who leads, who led."""

from __future__ import annotations

from datetime import date

import pytest

from members.groups.models import Appointment, Group
from portal.periods import Period


@pytest.fixture
def group(world):
    made = Group.objects.create(code="EWP", name="Electroweak <penguins>", kind="working_group")
    for family, post, since, until in (
        ("Ålund", "convener", date(2020, 1, 1), date(2024, 3, 1)),
        ("Baker", "convener", date(2024, 2, 29), None),
        ("Çelik", "liaison", date(2024, 3, 1), None),
        ("Adams", "member", date(2020, 1, 1), None),
        ("Abel", "secretary", date(2025, 1, 1), None),
        ("Zorn", "chair", date(2025, 1, 1), None),
    ):
        person = world.person("Ida", family)
        Appointment.objects.create(person=person, group=made, post=post, period=Period(since, until))
    return made


@pytest.mark.parametrize(
    ("day", "conveners", "liaisons"),
    [
        (date(2019, 12, 31), None, None),
        (date(2024, 2, 28), "Ida Ålund", None),
        (date(2024, 2, 29), "Ida Ålund, Ida Baker", None),
        (date(2024, 3, 1), "Ida Baker", "Ida Çelik"),
    ],
)
def test_the_list_names_who_leads_on_the_day_by_sorted_name(group, visit, day, conveners, liaisons):
    [row] = [
        row for row in visit("member").get(f"/api/v1/groups/?as_of={day}").json()["results"] if row["code"] == "EWP"
    ]
    assert (row["conveners"] or None, row["liaisons"] or None) == (conveners, liaisons)


def test_the_page_tells_current_and_former(group, visit):
    client = visit("member")

    def names(day, title):
        page = client.get(f"/groups/{group.pk}/?as_of={day}").context["page"]
        return [
            str(row["cells"][0]).split(">")[1].split("<")[0]
            for panel in page["facts"]
            if panel["title"] == title
            for row in panel["rows"]
        ]

    assert names("2024-02-29", "Posts") == ["Ida Ålund", "Ida Baker"]
    assert names("2024-03-01", "Posts") == ["Ida Baker", "Ida Çelik"]
    assert names("2024-03-01", "Held a post before") == ["Ida Ålund"]
    assert names("2024-02-29", "Held a post before") == []
    assert names("2025-01-01", "Posts") == ["Ida Zorn", "Ida Baker", "Ida Çelik", "Ida Abel"]  # by rank, not by name
    assert names("2025-01-01", "Members") == ["Ida Adams"]


def test_names_are_text(group, visit):
    page = visit("member").get("/groups/").content.decode()
    assert "Electroweak &lt;penguins&gt;" in page
    assert "<penguins>" not in page
