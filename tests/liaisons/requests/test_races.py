"""Two people decide at the same moment, on two connections: one outcome, and words for the other."""

import pytest

from liaisons.requests import actions
from liaisons.requests.models import SignalRequest
from portal.history import entries
from portal.outbox.models import Effect
from portal.testing.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_", range(3))
def test_two_managers_decide_at_once(cast, ask, _):
    filed = ask("submitted")
    Effect.objects.all().delete()
    first, second = cast.manager, cast.second_manager
    outcome = at_once(
        lambda: actions.accept(SignalRequest.objects.get(pk=filed.pk), by=first),
        lambda: actions.send_back(SignalRequest.objects.get(pk=filed.pk), by=second, reason="Too many events."),
    )
    filed.refresh_from_db()
    expected = {
        "accepted": [None, "cannot return: it is already accepted"],
        "returned": ["cannot accept: it is already returned", None],
    }[filed.state]
    assert [refused and str(refused) for refused in outcome] == expected
    assert [entry.verb for entry in entries(filed)][:-2] == [{"accepted": "accept", "returned": "return"}[filed.state]]
    assert Effect.objects.count() == 1


@pytest.mark.parametrize("_", range(3))
def test_one_edits_while_the_other_submits(cast, ask, _):
    filed = ask()
    first, second = cast.liaison, cast.second_liaison
    refused, late = at_once(
        lambda: actions.edit(SignalRequest.objects.get(pk=filed.pk), by=first, revision=0, events=5),
        lambda: actions.submit(SignalRequest.objects.get(pk=filed.pk), by=second),
    )
    filed.refresh_from_db()
    assert (late, filed.state) == (None, "submitted")
    if refused is None:
        assert filed.events == 5  # the edit came first
    else:
        assert (str(refused), filed.events) == (
            "it can no longer be edited: it is submitted; nothing was changed",
            2_000_000,
        )
