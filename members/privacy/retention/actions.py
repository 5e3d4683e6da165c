"""The verb `retention`: removes what is due, each thing (former members: each batch) in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from members.people.models import Person
from members.privacy import policy
from members.privacy.erasure.actions import REQUEST_COLUMNS, REQUEST_NAMES, take_out, wipe
from members.privacy.models import PrivateView, RetentionRun
from members.privacy.retention.rules import RULES, Rule, before
from members.requests.models import Invitation, MembershipRequest, RequestNote
from portal.history import recorded
from portal.importing.models import ImportRun
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.personal.actions import blank, empty_files, forget, redact
from portal.policy import SYSTEM, facts, require

WHY = "kept as long as the by-laws say"
BATCH = 50
"""Former members whose contact data goes in one transaction; it locks their records meanwhile."""


def retention(on: date, *, by: Any = SYSTEM) -> RetentionRun:
    """Remove what the by-laws no longer keep on a day; returns the run with its numbers. Raises Denied.

    A former member whose contact data cannot go (an open request, say) is left for the next run.
    """
    require(by, policy.RETAIN)
    removed = {}
    for rule in RULES:
        since = before(rule, on)
        if since is not None:
            keys = list(rule.rows(since).values_list("pk", flat=True))
            removed[rule.key] = _all(rule, since, keys, by)
    with transaction.atomic(), recorded("retention", by=by):
        return RetentionRun.objects.create(on=on, who=str(facts(by).get("name") or by), removed=removed)


def _all(rule: Rule, since: datetime, keys: list[int], by: Any) -> int:
    """How many went; contact data by batches, whose values are looked for in all texts at once."""
    if rule.key in REMOVERS:
        return sum(_one(REMOVERS[rule.key], rule.rows(since), key, by) for key in keys)
    return sum(_contacts(rule, since, keys[first : first + BATCH], by) for first in range(0, len(keys), BATCH))


def _contacts(rule: Rule, since: datetime, keys: list[int], by: Any) -> int:
    """Erase a batch of former members in one transaction: the last step reads every table, once for all of them."""
    secrets: set[str] = set()

    def erase_one(person: Person, by: Any) -> None:
        secrets.update(take_out(person, by=by, reason=WHY)[1])

    with transaction.atomic():
        went = sum(_one(erase_one, rule.rows(since), key, by) for key in keys)
        if secrets:
            with recorded("erase", by=by, reason=WHY):
                redact(secrets, by=by, reason="erasure")
    return went


def _one(remove: Callable[[Any, Any], None], rows: Any, key: int, by: Any) -> bool:
    """Look again under a lock: what was decided or renewed meanwhile is no longer due."""
    with transaction.atomic(), recorded("retention", by=by, reason=WHY):
        model = rows.model
        if model.objects.select_for_update(of=("self",)).filter(pk=key).first() is None:
            return False
        row = rows.filter(pk=key).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                remove(row, by)
        except MoveRefused:
            return False
        return True


def _request(request: MembershipRequest, by: Any) -> None:
    """The request goes with its notes and mails, and what it told in the history; that there was one stays there."""
    wipe(RequestNote, {"request__in": [request.pk]}, ("text", "who"), by=by)
    about = Effect.objects.filter(about_model="members.membershiprequest", about_pk=str(request.pk))
    forget(about, by=by, reason=WHY)
    if request.invitation_id:
        Invitation.objects.filter(pk=request.invitation_id).update(email="", message="", given_name="", family_name="")
        blank(Invitation, request.invitation_id, ("email", "message", "given_name", "family_name"), by=by, reason=WHY)
    key = request.pk
    request.delete()
    blank(MembershipRequest, key, (*REQUEST_COLUMNS, *REQUEST_NAMES), by=by, reason=WHY, reasons=True)


def _mail(effect: Effect, by: Any) -> None:
    forget(Effect.objects.filter(pk=effect.pk), by=by, reason=WHY)


def _import(run: ImportRun, by: Any) -> None:
    empty_files(ImportRun.objects.filter(pk=run.pk), "content", by=by, reason=WHY)


def _view(view: PrivateView, by: Any) -> None:
    view.delete()


REMOVERS: dict[str, Callable[[Any, Any], None]] = {
    "declined_requests": _request,
    "withdrawn_requests": _request,
    "unconfirmed_requests": _request,
    "mails": _mail,
    "private_views": _view,
    "import_files": _import,
}
