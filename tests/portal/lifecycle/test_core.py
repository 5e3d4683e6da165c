"""Moves: only from the right state, by the right person, with a reason, once."""

import pytest

from members.requests.lifecycle import REQUEST
from members.requests.models import MembershipRequest
from portal.history import entries
from portal.lifecycle import Lifecycle, Move, MoveRefused
from portal.policy import Denied
from portal.registry import registry
from portal.testing.member_rows import membership_request
from portal.testing.races import at_once

WAITING = "waiting"


@pytest.fixture
def waiting(personas):
    return membership_request(personas.institute, WAITING)


def decided(by):
    from django.utils import timezone

    return {"decided_at": timezone.now(), "decided_by_id": by.pk}


def test_a_move_sets_the_state_with_its_facts_and_is_told_once(personas, waiting):
    delegate = personas["delegate"]
    REQUEST.perform(
        waiting, "decline", by=delegate, reason="No desk.", facts={**decided(delegate), "reason": "No desk."}
    )
    kept = MembershipRequest.objects.get(pk=waiting.pk)
    assert (kept.state, kept.reason, kept.decided_by) == ("declined", "No desk.", delegate)
    assert waiting.state == "declined"
    told = [(entry.verb, entry.who, entry.reason) for entry in entries(waiting)]
    assert told[0] == ("decline", "Delegate Persona", "No desk.")
    assert len(told) == 2


@pytest.mark.parametrize("state", ["unconfirmed", "approved", "declined", "withdrawn"])
def test_from_another_state_it_is_refused_in_words_and_nothing_is_written(personas, state):
    request = membership_request(personas.institute, state)
    before = len(entries(request))
    with pytest.raises(MoveRefused) as refusal:
        REQUEST.perform(request, "decline", by=personas["delegate"], reason="No.")
    assert str(refusal.value) == f"cannot decline: it is already {request.get_state_display()}"
    request.refresh_from_db()
    assert (request.state, len(entries(request))) == (state, before)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_missing_reason_is_asked_for(personas, waiting, reason):
    with pytest.raises(MoveRefused, match=r"^say why: a reason is needed to decline$"):
        REQUEST.perform(waiting, "decline", by=personas["delegate"], reason=reason)
    assert MembershipRequest.objects.get(pk=waiting.pk).state == WAITING


@pytest.mark.parametrize("persona", ["outsider", "applicant", "member", "liaison", "secretary", "administrator"])
def test_who_may_not_is_told_who_may(personas, waiting, persona):
    for reason in ("No.", ""):  # whether a reason was given is nobody's business before
        with pytest.raises(Denied, match=r"delegates of the institute.* or the membership office"):
            REQUEST.perform(waiting, "decline", by=personas[persona], reason=reason)
    assert MembershipRequest.objects.get(pk=waiting.pk).state == WAITING


def test_a_stale_object_is_judged_by_what_the_record_says_now(personas, waiting):
    stale = MembershipRequest.objects.get(pk=waiting.pk)
    REQUEST.perform(waiting, "withdraw", by="the applicant")
    with pytest.raises(MoveRefused, match="it is already withdrawn"):
        REQUEST.perform(stale, "withdraw", by="the applicant")
    assert stale.state == "withdrawn"


def test_what_follows_belongs_to_the_move(personas, waiting, monkeypatch):
    """An effect that fails takes the move back with it."""

    def fail(obj, by, reason):
        raise ConnectionError("no outbox")

    broken = Lifecycle.__new__(Lifecycle)
    broken.__dict__.update(REQUEST.__dict__)
    broken._by_name = {"withdraw": Move("withdraw", (WAITING,), "withdrawn", REQUEST.moves[-1].needs, after=fail)}
    with pytest.raises(ConnectionError):
        broken.perform(waiting, "withdraw", by="the applicant")
    assert MembershipRequest.objects.get(pk=waiting.pk).state == WAITING
    assert len(entries(waiting)) == 1


@pytest.mark.parametrize("state", REQUEST.states.values)
def test_offered_are_the_moves_that_leave_the_state(personas, state):
    request = membership_request(personas.institute, state)
    offers = REQUEST.offered(request, personas["delegate"])
    assert [offer.name for offer in offers] == [
        move.name
        for move in REQUEST.moves
        if state in move.source and not (move.absent and move.absent(request, personas["delegate"]))
    ]
    assert all(offer.reason for offer in offers)


def test_an_unknown_state_or_two_moves_of_one_name_are_no_lifecycle():
    before = list(registry.lifecycles)
    states = REQUEST.states
    with pytest.raises(ValueError, match="two moves share a name"):
        Lifecycle("tests", "state", states, (Move("a", (), "waiting", "x"), Move("a", (), "approved", "x")))
    with pytest.raises(ValueError, match="'lost' is not a valid"):
        Lifecycle("tests", "state", states, (Move("a", ("lost",), "waiting", "x"),))
    assert list(registry.lifecycles) == before


def variant(**changes):
    """The lifecycle with one more move, which is on no register."""
    made = Lifecycle.__new__(Lifecycle)
    made.__dict__.update(REQUEST.__dict__)
    move = Move("look", (WAITING,), "", REQUEST.moves[1].needs, **changes)
    made.moves, made._by_name = (*REQUEST.moves, move), {**REQUEST._by_name, "look": move}
    return made, move


def test_a_move_without_target_leaves_the_state_and_says_its_own_words(personas, waiting):
    lifecycle, move = variant(done="looked at")
    lifecycle.perform(waiting, "look", by=personas["delegate"])
    assert MembershipRequest.objects.get(pk=waiting.pk).state == WAITING
    assert lifecycle.outcome(move) == "looked at"
    assert "    waiting --> waiting: look" in lifecycle.diagram()


def test_a_move_that_is_absent_is_neither_offered_nor_taken(personas, waiting):
    delegate = personas["delegate"]
    lifecycle, move = variant(absent=lambda obj, user: "another has it" if user == delegate else "")
    assert "look" not in [offer.name for offer in lifecycle.offered(waiting, delegate)]
    assert "look" in [offer.name for offer in lifecycle.offered(waiting, personas["office"])]
    with pytest.raises(MoveRefused, match=r"^cannot look: another has it$"):
        lifecycle.perform(waiting, "look", by=delegate)
    assert lifecycle.refusal(waiting, move, delegate) == "cannot look: another has it"


def test_a_move_that_is_blocked_is_offered_with_the_words_and_not_taken(personas, waiting):
    lifecycle, _ = variant(blocked=lambda obj: "something comes first")
    offer = next(item for item in lifecycle.offered(waiting, personas["delegate"]) if item.name == "look")
    assert (offer.allowed, offer.reason) == (False, "something comes first")
    outsider = next(item for item in lifecycle.offered(waiting, personas["member"]) if item.name == "look")
    assert "only" in outsider.reason  # who may not at all is told so first
    with pytest.raises(MoveRefused, match="something comes first"):
        lifecycle.perform(waiting, "look", by=personas["delegate"])


def test_the_diagram_has_every_move():
    lines = REQUEST.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    waiting --> declined: decline" in lines
    assert len(lines) == 1 + sum(len(move.source) for move in REQUEST.moves)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_clean_outcome_and_history_has_it_once(transactional_db, personas):
    request = membership_request(personas.institute, WAITING)

    def act(name, persona):
        mine, by = MembershipRequest.objects.get(pk=request.pk), personas[persona]
        return lambda: REQUEST.perform(mine, name, by=by, reason="Because.", facts=decided(by))

    names = ("decline", "approve")
    told = dict(zip(names, at_once(act("decline", "delegate"), act("approve", "office")), strict=True))
    request.refresh_from_db()
    winner = {"declined": "decline", "approved": "approve"}[request.state]
    loser = {"decline": "approve", "approve": "decline"}[winner]
    assert told[winner] is None
    assert isinstance(told[loser], MoveRefused)
    assert str(told[loser]) == f"cannot {loser}: it is already {request.state}"
    assert [entry.verb for entry in entries(request)][:-1] == [winner]
