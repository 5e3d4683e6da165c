"""Membership requests: every state with its facts, and the special cases that a delegate meets."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

from members.demo.admissions import QUEUE
from members.requests.choices import RequestState


def test_requests_in_every_state(demo):
    states = Counter(row.state for row in demo.requests)
    assert states.keys() == set(RequestState) - {RequestState.ENDORSED}  # the by-laws of the demo have one gate
    assert states[RequestState.WAITING] == 22
    assert states[RequestState.APPROVED] > 60


def test_the_facts_agree_with_the_state(demo):
    now = datetime.combine(demo.today, time(), UTC)
    for row in demo.requests:
        assert row.filed_at < now
        assert (row.confirmed_at is None) == (row.state in (RequestState.UNCONFIRMED, RequestState.WITHDRAWN))
        assert (row.decided_at is None) == (row.state not in (RequestState.APPROVED, RequestState.DECLINED))
        assert bool(row.membership) == (row.state == RequestState.APPROVED)
        assert bool(row.reason) == (row.state == RequestState.DECLINED)
        assert row.ends_on is None or row.starts_on <= row.ends_on
        times = [at for at in (row.filed_at, row.confirmed_at, row.decided_at) if at is not None]
        assert times == sorted(times)
        assert times[-1] < now


def test_who_decided_was_a_delegate_of_the_institute_on_that_day(demo):
    serving = {(row.person, row.institute): row for row in demo.delegates}
    for row in demo.requests:
        if row.decided_by:
            assert serving[row.decided_by, row.institute].holds_on(row.decided_at.date())
    decided = [row for row in demo.requests if row.decided_at]
    assert all(row.decided_by for row in decided if row.state == RequestState.APPROVED)


def test_an_approved_request_became_the_membership_it_asked_for(demo):
    memberships = {row.key: row for row in demo.memberships}
    people = {person.key: person for person in demo.people}
    for row in demo.requests:
        if row.state == RequestState.APPROVED:
            became = memberships[row.membership]
            assert (became.institute, became.category, became.from_on) == (row.institute, row.category, row.starts_on)
            assert row.ends_on == (became.until and became.until - timedelta(days=1))
            assert people[became.person].email == row.email
            assert row.decided_at.date() < row.starts_on


def test_everybody_who_is_not_yet_active_was_admitted(demo):
    admitted = {row.membership for row in demo.requests if row.membership}
    first = {}
    for row in demo.memberships:
        first.setdefault(row.person, row)
    future = [row for row in first.values() if row.from_on > demo.today]
    assert len(future) == 12
    assert {row.key for row in future} <= admitted


def test_one_full_queue_and_one_request_that_nobody_can_decide(demo):
    delegate = demo.persona("delegate").person
    own = {row.institute for row in demo.delegates if row.person == delegate and row.holds_on(demo.today)}
    waiting = Counter(row.institute for row in demo.requests if row.state == RequestState.WAITING)
    assert len(own) == 1
    assert waiting[own.pop()] >= QUEUE
    assert waiting[demo.vacant_institute] >= 1


def test_a_former_member_asks_again_with_the_known_orcid(demo):
    known = {person.orcid: person.key for person in demo.people if person.orcid}
    returning = [row for row in demo.requests if row.state == RequestState.WAITING and row.orcid in known]
    assert len(returning) == 1
    person = known[returning[0].orcid]
    assert not any(row.person == person and row.holds_on(demo.today) for row in demo.memberships)
    others = {person.email for person in demo.people}
    assert returning[0].email not in others


def test_open_requests_are_made_once_per_address(demo):
    open_ones = [row for row in demo.requests if row.state in (RequestState.WAITING, RequestState.UNCONFIRMED)]
    assert len({(row.email, row.institute) for row in open_ones}) == len(open_ones)
    assert [row.key for row in demo.requests] == [f"r{number:04}" for number in range(1, len(demo.requests) + 1)]


def test_what_waits_is_worked_on(demo):
    """One request is claimed, one has a note, one came by invitation, two are on hold; a delegate did each."""
    serving = {(row.person, row.institute): row for row in demo.delegates}
    done = [(row, handling) for row in demo.requests for handling in row.worked_on]
    assert Counter(handling.verb for _, handling in done) == {"claim": 1, "note": 1, "hold": 2}
    for row, handling in done:
        assert serving[handling.by, row.institute].holds_on(demo.today)
        assert row.confirmed_at < handling.at
        assert (row.state == RequestState.HELD) == (handling.verb == "hold")
    [invited] = [row for row in demo.requests if row.invited_at]
    assert invited.invited_at < invited.filed_at == invited.confirmed_at
