"""The mails about membership requests that left in the last weeks, and one that came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial

from members.demo.load.record import Record
from members.requests import effects
from members.requests.choices import RequestState
from members.requests.models import MembershipRequest
from portal.accounts.actions import invite
from portal.demo import mailed

LATELY = timedelta(days=21)
BOUNCED = "the mail server said 550 5.1.1 no such mailbox"


def send(record: Record) -> None:
    """Ask for the mails as the verbs do, at the time of the verbs. The rows must be written."""
    since = datetime.combine(record.demo.today - LATELY, time(), UTC)
    bounces = [row for row in record.requests.values() if row.state == RequestState.UNCONFIRMED][-1:]
    for row in record.requests.values():
        for at, verb, ask in _asked(record, row):
            if at > since:
                with mailed(at, verb, BOUNCED if row in bounces else ""):
                    ask()


def _asked(record: Record, row: MembershipRequest) -> Iterator[tuple[datetime, str, Callable[[], object]]]:
    """When, by which verb, and how each mail about a request is asked for."""
    yield row.filed_at, "file", partial(effects.ask_confirmation, row)
    if row.confirmed_at is not None:
        yield row.confirmed_at, "confirm", partial(effects.tell_delegates, row, None, "")
    if row.membership is not None and row.decided_at is not None:
        account = row.membership.person.user
        assert account is not None
        yield row.decided_at, "approve", partial(effects.tell_approved, row, row.decided_by, "password")
        yield row.decided_at, "approve", partial(invite, user=account)
    elif row.decided_at is not None:
        yield row.decided_at, "decline", partial(effects.tell_declined, row, row.decided_by, row.reason)
