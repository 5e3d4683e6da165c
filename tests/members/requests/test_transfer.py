"""Somebody moves: the new place decides, the old one is told, and nobody drops out in between."""

from __future__ import annotations

import pytest

from members.memberships.actions import end
from members.memberships.choices import Ending
from members.memberships.models import Membership
from members.people.queries import affiliation
from members.requests import actions
from members.requests.models import MembershipRequest
from portal.lifecycle import MoveRefused
from portal.policy import Denied


@pytest.fixture
def mover(world):
    """A member of Sundridge with an open end and a share."""
    person = world.person("Mina", "Flytt", account="mover")
    return world.member(person, "Sundridge", category="postdoc", share=100)


def ask(world, row, by="mover", **more):
    from datetime import timedelta

    fields = {
        "institute": world.institutes["Northgate"],
        "category": world.categories["postdoc"],
        "starts_on": world.today + timedelta(days=30),
        "leaves_on": world.today + timedelta(days=29),
        "share": 100,
    } | more
    return actions.ask_transfer(leaving=row, by=world.user(by), **fields)


def day(world, days):
    from datetime import timedelta

    return world.today + timedelta(days=days)


def first_place(person, on):
    return type(person).objects.annotate(place=affiliation("institute", on)).get(pk=person.pk).place


def test_the_new_place_decides_and_the_old_one_is_told(world, mover, mails):
    filed = ask(world, mover)
    told = {(to, subject) for to, subject, _ in mails()}
    assert ("stranger@lab.example", "Mina Flytt asks to transfer to Northgate") in told
    assert ("delegate@lab.example", "Mina Flytt asks to move from Sundridge to Northgate") in told
    with pytest.raises(Denied):
        actions.approve(filed, by=world.user("delegate"))
    actions.approve(filed, by=world.user("stranger"))
    mover.refresh_from_db()
    made = filed.membership
    assert (mover.period.upper, mover.ending) == (day(world, 30), Ending.TRANSFERRED)
    assert (made.institute, made.period.lower, made.share) == (world.institutes["Northgate"], day(world, 30), 100)
    assert first_place(mover.person, day(world, 29)) == "Sundridge"
    assert first_place(mover.person, day(world, 30)) == "Northgate"
    assert any(subject == "Mina Flytt moves from Sundridge to Northgate" for _, subject, _ in mails())


def test_in_an_overlap_the_new_place_is_the_first_from_its_first_day(world, mover):
    third = world.institute("Westlake")
    side = world.member(mover.person, "Westlake", position=1)
    Membership.objects.filter(pk=mover.pk).update(share=50)
    actions.approve(ask(world, mover, leaves_on=day(world, 60), share=50), by=world.user("stranger"))
    assert first_place(mover.person, day(world, 29)) == "Sundridge"
    assert first_place(mover.person, day(world, 30)) == "Northgate"
    assert first_place(mover.person, day(world, 61)) == "Northgate"
    side.refresh_from_db()
    assert (side.institute, side.position) == (third, 2)


def test_the_shares_of_an_overlap_are_looked_at_when_it_is_asked(world, mover):
    with pytest.raises(MoveRefused, match="would be 200 percent"):
        ask(world, mover, leaves_on=day(world, 40))


def test_the_lag_keeps_the_old_place_without_its_share(world, mover, by_law):
    by_law("[memberships]\ntransfer_lag_days = 10")
    actions.approve(ask(world, mover), by=world.user("stranger"))
    mover.refresh_from_db()
    tail = Membership.objects.get(person=mover.person, institute=mover.institute, share=None)
    assert mover.period.upper == tail.period.lower == day(world, 30)
    assert (tail.period.upper, tail.ending) == (day(world, 40), Ending.TRANSFERRED)
    assert first_place(mover.person, day(world, 31)) == "Northgate"


def test_one_open_transfer_at_a_time(world, mover):
    world.institute("Westlake")
    filed = ask(world, mover)
    with pytest.raises(MoveRefused, match="already an open request to transfer"):
        ask(world, mover, institute=world.institutes["Westlake"])
    actions.decline(filed, by=world.user("stranger"), reason="no room")
    mover.refresh_from_db()
    assert mover.period.upper is None
    assert ask(world, mover, institute=world.institutes["Westlake"]).pk


def test_what_does_not_fit_is_refused_when_it_is_asked(world, mover):
    for more, words in (
        ({"institute": world.institutes["Sundridge"]}, "is at Sundridge already"),
        ({"ends_on": day(world, 1)}, "lies before the first"),
        ({"leaves_on": day(world, -9999)}, "lies before the first"),
        ({"starts_on": day(world, -9999)}, "Northgate joins the collaboration on"),
    ):
        with pytest.raises(MoveRefused, match=words):
            ask(world, mover, **more)
    with pytest.raises(Denied):
        ask(world, mover, by="member")
    assert not MembershipRequest.objects.exists()


def test_an_end_that_came_first_stands(world, mover):
    filed = ask(world, mover)
    end(membership=mover, last_day=day(world, 3), by=world.user("delegate"))
    actions.approve(filed, by=world.user("stranger"))
    mover.refresh_from_db()
    assert (mover.period.upper, filed.membership.period.lower) == (day(world, 4), day(world, 30))


def test_the_old_delegate_sees_it_and_decides_nothing(world, mover, visit):
    filed = ask(world, mover)
    browser = visit("delegate")
    assert browser.get(filed.get_absolute_url()).status_code == 200
    answer = browser.post(f"/approvals/{filed.pk}/approve/", {"reason": ""})
    assert answer.status_code == 403
    assert "Membership requests to decide" not in browser.get("/").content.decode()
    assert "Membership requests to decide" in visit("stranger").get("/").content.decode()


def test_the_page_asks_and_says_what_is_wrong(world, mover, visit):
    browser, url = visit("mover"), f"/people/{mover.person_id}/transfer/"
    assert browser.get(url).status_code == 200
    typed = {
        "membership": f"{mover.pk}:",
        "institute": world.institutes["Northgate"].pk,
        "category": world.categories["postdoc"].pk,
        "starts_on": str(day(world, 30)),
        "leaves_on": str(day(world, 40)),
        "share": "100",
    }
    answer = browser.post(url, typed)
    assert answer.status_code == 422
    assert "would be 200 percent" in answer.content.decode()
    assert browser.post(url, typed | {"leaves_on": str(day(world, 29))}).status_code == 302
    assert "waits for its delegates" in browser.get(url).content.decode()
    assert visit("member").get(url).status_code == 302
