"""How fast requests are decided: the numbers, against ones counted by hand, and whom each number leads where."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from re import findall

import pytest
from django.utils import timezone

from members.requests.desk.speed import age, speeds
from members.requests.models import MembershipRequest

HOUR = timedelta(hours=1)


def set_(request, confirmed, decided=None):
    """Confirmed and decided so many hours ago."""
    now = timezone.now()
    fields = {"confirmed_at": now - confirmed * HOUR}
    if decided is not None:
        fields |= {"decided_at": now - decided * HOUR, "state": "declined", "reason": "no"}
    MembershipRequest.objects.filter(pk=request.pk).update(**fields)


@pytest.fixture
def history(world):
    place = world.institutes["Northgate"]
    place.short_name = "North's & Gate"  # a name that HTML would have to write out
    place.save()
    for confirmed, decided in ((11, 10), (14, 10), (110, 10)):  # ages of 1, 4 and 100 hours
        set_(world.waiting(), confirmed, decided)
    set_(world.waiting(), 24 * 400, 24 * 380)  # more than a year ago
    set_(world.waiting(), 20)
    world.filed()  # not confirmed: its clock does not run
    set_(world.waiting(institute=world.institutes["Northgate"]), 50)
    return place


def test_median_and_95_percent_of_decisions_and_of_what_waits(history):
    found = {row.name: row for row in speeds()}
    assert set(found) == {"", "Sundridge", "North's & Gate"}
    own = found["Sundridge"]
    assert (own.decided, own.waiting) == (3, 1)
    assert own.decided_median == pytest.approx(4, abs=0.01)
    assert own.decided_most == pytest.approx(4 + 0.9 * 96, abs=0.01)  # continuous, between the second and the third
    assert own.waiting_median == pytest.approx(20, abs=0.01)
    assert (found["North's & Gate"].decided, found["North's & Gate"].decided_median) == (0, None)
    assert (found[""].decided, found[""].waiting) == (3, 2)


def test_each_number_leads_to_the_requests_that_it_counts(history, visit):
    client = visit("office")
    page = client.get("/approvals/speed/").content.decode()
    links = findall(r'<a href="(/approvals/\?[^"]+)">([0-9,]+)</a>', page)
    assert len(links) == 6
    ages = dict(findall(r'<a href="(/approvals/\?[^"]+)">([0-9.]+ [hd])</a>', page))
    assert set(ages) <= {link for link, _ in links}  # an age is that of the same requests
    assert len(ages) == 5  # Northgate has decided nothing
    assert f'href="{history.get_absolute_url()}"' in page
    for link, number in links:
        answer = client.get(unescape(link).replace("/approvals/", "/api/v1/approvals/"))
        assert answer.json()["count"] == int(number)


def test_a_delegate_sees_all_numbers_and_the_own_institute_first(history, visit):
    page = visit("delegate").get("/approvals/speed/").content.decode()
    assert page.index("Sundridge") < page.index("North&#x27;s &amp; Gate")
    assert "yours" in page
    assert "institute=Sundridge" in page
    assert "institute=North" not in page
    assert "their numbers have no list here" in page
    assert "their numbers have no list here" not in visit("office").get("/approvals/speed/").content.decode()
    for who, status in (("member", 403), ("applicant", 403), ("", 302)):
        assert visit(who).get("/approvals/speed/").status_code == status


def test_nothing_yet_is_said_in_words(world, visit):
    assert "Nobody has asked for membership" in visit("office").get("/approvals/speed/").content.decode()


def test_ages_in_words():
    assert [age(hours) for hours in (None, 0, 47.4, 48, 84)] == ["", "0 h", "47 h", "2.0 d", "3.5 d"]
