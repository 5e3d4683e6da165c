"""The database itself refuses what no verb would write."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from liaisons.requests.models import SignalRequest


@pytest.mark.parametrize(
    ("state", "changes", "constraint"),
    [
        ("draft", {"events": 0}, "signal_request_events"),
        ("draft", {"state": "submitted"}, "signal_request_submitted"),
        ("draft", {"state": "cancelled"}, "signal_request_closed"),
        ("draft", {"closed_at": timezone.now()}, "signal_request_closed"),
        ("accepted", {"state": "producing"}, "signal_request_production"),
        ("accepted", {"production": 7}, "signal_request_production"),
        ("producing", {"production": None}, "signal_request_production"),
        ("producing", {"state": "done"}, "signal_request_closed"),
        ("done", {"submitted_at": None}, "signal_request_submitted"),
    ],
)
def test_facts_and_state_agree(ask, state, changes, constraint):
    filed = ask(state)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SignalRequest.objects.filter(pk=filed.pk).update(**changes)


def test_what_a_request_relies_on_is_not_removed(ask):
    filed = ask("done")
    for thing in (filed.decay_file, filed.campaign, filed.group):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_names(ask):
    filed = ask()
    assert str(filed) == f"#{filed.pk} B0 → K*0 γ for MC16rd"
    assert filed.get_absolute_url() == f"/requests/{filed.pk}/"
