"""The history of a request says for whom a deputy, or the office in the place of a delegate, acted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members.memberships.models import Delegate
from members.requests import actions, queries
from members.requests.desk import actions as desk
from portal.history import entries

FOR_HER = "for Delegate Lindqvist"
GATES = '[requests]\ngates = ["delegate", "office"]\n'


def act(world, request, verb, who):
    verbs = {
        "approve": actions.approve,
        "endorse": actions.endorse,
        "decline": actions.decline,
        "hold": desk.hold,
        "claim": desk.claim,
        "vouch": actions.vouch,
        "recognise": lambda request, by, reason: actions.recognise(request, person=None, by=by, reason=reason),
        "certify": lambda request, by, reason: actions.certify(request, subject="/CN=A", issuer="/CN=B", by=by),
    }
    verbs[verb](request, by=world.user(who), reason="as agreed")
    return entries(request, related=["notes"])[0].who


@pytest.mark.parametrize("verb", ["approve", "decline", "hold", "claim", "recognise"])
@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("delegate", "Delegate Lindqvist"),
        ("deputy", f"Deputy Okonkwo {FOR_HER}"),
        ("office", f"Office Castellanos {FOR_HER}"),
    ],
)
def test_each_verb_says_in_whose_place(world, verb, who, told):
    request = world.waiting()
    if verb == "recognise":
        request.person = world.person("Some", "Body")
        request.save()
    assert act(world, request, verb, who) == told


def test_what_a_deputy_writes_resumes_and_hands_over_is_for_the_delegate(world):
    request, deputy = world.waiting(), world.user("deputy")
    desk.note(request, by=deputy, text="I know her.")
    desk.hand_over(request, to=world.user("delegate").person, by=deputy)
    desk.hold(request, by=deputy, reason="until Monday")
    desk.resume(request, by=deputy)
    verbs = {entry.verb: entry.who for entry in entries(request, related=["notes"])}
    assert {verbs[verb] for verb in ("note", "hand over", "hold", "resume")} == {f"Deputy Okonkwo {FOR_HER}"}


def test_at_two_gates_the_office_admits_and_returns_for_itself_and_endorses_for_the_delegate(world, by_law):
    by_law(GATES)
    request = world.waiting()
    assert act(world, request, "endorse", "deputy") == f"Deputy Okonkwo {FOR_HER}"
    actions.send_back(request, by=world.user("office"), reason="which group?")
    assert entries(request)[0].who == "Office Castellanos"
    assert act(world, request, "endorse", "office") == f"Office Castellanos {FOR_HER}"
    actions.send_back(request, by=world.user("office"), reason="my mistake")
    act(world, request, "endorse", "delegate")
    actions.admit(request, by=world.user("office"))
    assert entries(request)[0].who == "Office Castellanos"
    other = world.waiting()
    act(world, other, "endorse", "delegate")
    assert act(world, other, "decline", "office") == "Office Castellanos"


def test_a_certificate_is_recorded_by_the_office_for_itself(world):
    assert act(world, world.waiting(), "certify", "office") == "Office Castellanos"


def test_without_a_delegate_the_office_acts_for_the_post_and_a_deputy_for_oneself(world):
    Delegate.objects.filter(deputy=False).delete()
    assert act(world, world.waiting(), "hold", "deputy") == "Deputy Okonkwo"
    Delegate.objects.all().delete()
    assert act(world, world.waiting(), "approve", "office") == "Office Castellanos for the delegate of Sundridge"


def test_the_term_of_today_counts(world):
    Delegate.objects.filter(deputy=False, institute=world.institutes["Sundridge"]).delete()
    world.delegate(world.person("Old", "Delegate"), "Sundridge", until=world.today)
    later = world.person("Next", "Delegate")
    world.delegate(later, "Sundridge", since=world.today)
    assert act(world, world.waiting(), "claim", "deputy") == "Deputy Okonkwo for Next Delegate"


def test_nobody_acts_for_the_applicant_on_the_own_request_of_the_delegate(world):
    delegate = world.user("delegate")
    request = world.waiting(person=delegate.person, email=delegate.email)
    assert act(world, request, "decline", "deputy") == "Deputy Okonkwo for the delegate of Sundridge"


def test_the_applicant_and_strangers_act_for_nobody(world):
    request = world.filed()
    assert queries.in_place_of(request, world.user("office")) is None  # not confirmed: nobody sees it yet
    actions.confirm(request, by=actions.APPLICANT)
    actions.withdraw(request, by=actions.APPLICANT)
    assert [entry.who for entry in entries(request)] == ["the applicant"] * 3
    for account in ("stranger", "member"):
        assert queries.in_place_of(request, world.user(account)) is None


def test_a_deputy_who_asks_to_move_and_withdraws_acts_for_oneself(world):
    deputy = world.user("deputy")
    request = world.waiting(person=deputy.person, email=deputy.email)
    actions.withdraw(request, by=deputy)
    assert entries(request)[0].who == "Deputy Okonkwo"


def test_the_page_shows_it(world, visit):
    request = world.waiting(starts_on=world.today + timedelta(days=3))
    act(world, request, "hold", "deputy")
    page = visit("delegate").get(f"/approvals/{request.pk}/?tab=history").content.decode()
    assert f"Deputy Okonkwo {FOR_HER}" in page
