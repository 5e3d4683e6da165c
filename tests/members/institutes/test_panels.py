"""Numbers on lists and pages of institutes are links to the lists that prove them, on any day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest


@pytest.fixture
def crowd(world):
    """Sundridge with every kind of membership that counts, or looks as if it did."""
    today, leap = world.today, date(2024, 2, 29)
    for number in range(3):
        world.member(world.person("Wei", "Zhang"), "Sundridge", category=("phd-student", "postdoc", "")[number])
    both = world.person("Ida", "Both")
    world.member(both, "Northgate", position=0)
    world.member(both, "Sundridge", position=1, category="postdoc")
    twice = world.person("Eva", "Twice")
    world.member(twice, "Sundridge", category="postdoc")
    world.member(twice, "Sundridge", category="postdoc", connection="Also at", position=1)
    leaves = world.person("Ole", "Leaves")
    world.member(leaves, "Sundridge", date(2020, 1, 1), leap + timedelta(days=1), category="phd-student")
    world.member(leaves, "Sundridge", today + timedelta(days=40), None, category="postdoc", position=1)
    world.member(world.person("Ada", "Gone", deceased=True, deceased_on=leap), "Sundridge")
    world.member(world.person("Ada", "Unknown", deceased=True), "Sundridge")
    world.institute("Twin", short_name="Sundridge")
    world.member(world.person("Not", "Counted"), "Twin")
    return world


def count(client, url):
    answer = client.get(unescape(url))
    assert answer.status_code == 200, answer.content
    return answer.context["page"]["count"]


@pytest.mark.parametrize("day", [None, date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2019, 2, 28)])
def test_every_number_links_to_as_many_people(crowd, visit, day):
    client, query = visit("member"), f"?as_of={day}" if day else ""
    page = client.get(f"/institutes/{query}").content.decode()
    found = re.findall(r'<a href="(/people/\?[^"]*)">([\d,]+)</a>', page)
    assert len(found) == 3
    assert [count(client, url) for url, _ in found] == [int(number) for _, number in found]
    institute = crowd.institutes["Sundridge"]
    page = client.get(f"/institutes/{institute.pk}/{query}").content.decode()
    found = re.findall(r'<a href="(/people/\?[^"]*)">([\d,]+)</a>', page)
    assert [count(client, url) for url, _ in found] == [int(number) for _, number in found]
    assert bool(found) == (day != date(2019, 2, 28))


def test_the_numbers_are_the_expected_ones(crowd, visit):
    client = visit("member")

    def people(day):
        rows = client.get(f"/api/v1/institutes/?as_of={day}").json()["results"]
        return {row["id"]: row["people"] for row in rows}[crowd.institutes["Sundridge"].pk]

    # delegate, deputy, member, three of one name, both, twice; Ole until the leap day; Ada until the day before it
    assert people(crowd.today) == 8
    assert people(date(2024, 2, 28)) == 10
    assert people(date(2024, 2, 29)) == 9
    assert people(date(2024, 3, 1)) == 8
    assert people(date(2019, 2, 28)) == 0


def test_people_by_category_add_up_to_people_in_the_order_of_the_categories(crowd, visit):
    page = visit("member").get(f"/institutes/{crowd.institutes['Sundridge'].pk}/").context["page"]
    [panel] = [panel for panel in page["relations"] if panel["title"] == "People by category"]
    rows = [
        (re.sub("<[^>]*>", "", str(row["cells"][0])), re.sub("<[^>]*>", "", str(row["cells"][1])))
        for row in panel["rows"]
    ]
    assert rows == [("postdoc", "6"), ("PhD student", "1"), ("no category", "1")]


def test_the_number_in_the_menu_is_that_of_the_list(crowd, visit):
    from portal.registry import registry

    client = visit("member")
    crowd.institute("Left", until=crowd.today)
    crowd.institute("Later", since=crowd.today + timedelta(days=1))
    for name in ("people", "institutes"):
        [item] = [item for item in registry.nav if item.url_name == name]
        assert item.count(crowd.user("member")) == count(client, f"/{name}/?{item.query}") > 0


def test_delegates_and_status_are_those_of_the_day(world, visit):
    former = world.person("Ole", "Brandvold")
    world.delegate(former, "Sundridge", since=date(2019, 3, 1), until=date(2024, 3, 1))
    pk, client = world.institutes["Sundridge"].pk, visit("member")
    page = client.get(f"/institutes/{pk}/?as_of=2024-02-29").content.decode()
    assert "Ole Brandvold" in page
    assert "Ole Brandvold" not in client.get(f"/institutes/{pk}/?as_of=2024-03-01").content.decode()
    left = world.institute("Left", until=date(2024, 3, 1))
    for day, words in (
        (date(2019, 2, 28), "not yet member"),
        (date(2024, 2, 29), "member"),
        (date(2024, 3, 1), "former"),
    ):
        tag = client.get(f"/institutes/{left.pk}/?as_of={day}").context["page"]["tag"]
        assert tag["label"] == words


@pytest.mark.parametrize(
    ("who", "sees"), [("delegate", True), ("office", True), ("member", False), ("stranger", False)]
)
def test_who_invites_newcomers_finds_the_form_to_send_and_what_waits(world, visit, who, sees):
    request, pk = world.waiting(), world.institutes["Sundridge"].pk
    world.filed(family_name="Unconfirmed")
    page = visit(who).get(f"/institutes/{pk}/").content.decode()
    assert (f"/join/?institute={pk}" in page) == sees
    assert (request.full_name in page) == sees
    assert "Unconfirmed" not in page


def test_who_is_nobody_yet_sees_no_institute(world, visit):
    assert visit("applicant").get(f"/institutes/{world.institutes['Sundridge'].pk}/").status_code == 403
    assert visit("").get("/institutes/").status_code == 302
