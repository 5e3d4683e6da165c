"""Who knows of which request: what `may` says of one is what `visible` finds among all."""

import pytest

from liaisons.requests import policy
from liaisons.requests.choices import RequestState
from liaisons.requests.models import SignalRequest
from portal.policy import may, why

READERS = {
    *("member", "delegate", "convener", "liaison", "second_liaison", "other_liaison", "manager", "second_manager"),
    *("secretary", "administrator"),
}
PRIVATE = {"liaison", "second_liaison", "manager", "second_manager"}


@pytest.fixture
def requests(ask, cast, fields):
    """One in each state, and a draft that was cancelled before anybody else heard of it."""
    from liaisons.requests import actions

    found = {state: ask(state) for state in RequestState.values}
    found["cancelled draft"] = ask()
    actions.cancel(found["cancelled draft"], by=cast.liaison, reason="A mistake.")
    return found


def test_drafts_are_for_the_group_and_the_production_the_rest_for_members(cast, requests):
    seen = {
        role: {
            name
            for name, filed in requests.items()
            if filed in policy.visible(getattr(cast, role), SignalRequest.objects.all())
        }
        for role in cast.people
    }
    private = {"draft", "cancelled draft"}
    assert seen == {
        role: set(requests) - (set() if role in PRIVATE else private) if role in READERS else set()
        for role in cast.people
    }


def test_parity(cast, requests):
    for role in cast.people:
        user = getattr(cast, role)
        visible = set(policy.visible(user, SignalRequest.objects.all()))
        assert visible == {filed for filed in requests.values() if may(user, policy.SEE, filed)}, role
        assert may(user, policy.LIST) is (role in READERS)


def test_the_words(cast, requests):
    assert why(cast.liaison, policy.EDIT, requests["draft"]).words == (
        "you can because you are a liaison of this working group"
    )
    assert why(cast.other_liaison, policy.EDIT, requests["draft"]).words == (
        "only liaisons of the working group may edit, submit and cancel this request"
    )
    assert why(cast.member, policy.DECIDE, requests["submitted"]).words == (
        "only production managers may decide this request and run its production"
    )
    assert why(cast.applicant, policy.SEE, requests["submitted"]).words == (
        "only liaisons of the working group, production managers or all members once it is submitted"
        " may see this request"
    )
    assert why(cast.member, policy.SEE, requests["submitted"]).words == "you can because it was submitted"
