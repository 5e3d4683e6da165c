"""The verbs of signal-MC requests: the only writers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.campaigns.choices import CampaignState
from datasets.catalogue.models import Dataset
from liaisons.requests import effects, policy
from liaisons.requests.choices import RequestState
from liaisons.requests.lifecycle import REQUEST
from liaisons.requests.models import Remark, SignalRequest
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.personal.actions import blank
from portal.policy import may, require

OPEN_CAMPAIGNS = (CampaignState.PLANNED, CampaignState.RUNNING)


def file(*, by: Any, **fields: Any) -> SignalRequest:
    """A draft for the own working group; nobody else hears of it until it is submitted. Raises Denied."""
    request = SignalRequest(filed_by_id=by.pk, **fields)
    require(by, policy.EDIT, request)
    with transaction.atomic(), recorded("file", by=by):
        request.save(force_insert=True)
    return request


def edit(request: SignalRequest, *, by: Any, revision: int, **fields: Any) -> None:
    """Change a draft, or what came back.

    `revision` is the one that the editor saw. Raises MoveRefused when the request was submitted or edited by
    somebody else since, Denied; then nothing is changed.
    """
    with transaction.atomic(), recorded("edit", by=by):
        _lock(request)
        if not request.is_editable:
            state = RequestState(request.state).label
            raise MoveRefused(f"it can no longer be edited: it is {state}; nothing was changed")
        require(by, policy.EDIT, request)
        if request.revision != revision:
            raise MoveRefused("somebody else edited it since you opened the form; nothing was changed")
        for name, value in fields.items():
            setattr(request, name, value)
        require(by, policy.EDIT, request)  # it must not be given to another group either
        request.revision += 1
        request.save(update_fields=[*fields, "revision"])


def submit(request: SignalRequest, *, by: Any, reason: str = "") -> None:
    """Hand the request to the production. Raises MoveRefused, also for what `obstacle` names; Denied."""
    with transaction.atomic():
        _lock(request)
        problem = obstacle(request)
        if problem and request.is_editable and may(by, policy.EDIT, request):
            raise MoveRefused(f"cannot submit: {problem}")
        REQUEST.perform(request, "submit", by=by, reason=reason, facts={"submitted_at": timezone.now()})


def obstacle(request: SignalRequest) -> str:
    """What keeps a draft from being submitted, in words; empty when nothing does."""
    if request.campaign.state not in OPEN_CAMPAIGNS:
        return f"the campaign {request.campaign} is {CampaignState(request.campaign.state).label}"
    if not request.decay_file.event_type:
        return f"{request.decay_file.file_name} has no event type, so no dataset could be named after it"
    errors = request.decay_file.errors
    if not errors:
        return ""
    first = f"line {errors[0].line}: {errors[0].message}" if errors[0].line else errors[0].message
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"the decay file has an error, {first.rstrip('.')}{more}"


def accept(request: SignalRequest, *, by: Any, reason: str = "") -> None:
    """The production manager will produce it."""
    REQUEST.perform(request, "accept", by=by, reason=reason)


def send_back(request: SignalRequest, *, by: Any, reason: str) -> None:
    """The production manager returns it, and says why; the working group may edit and submit again."""
    REQUEST.perform(request, "return", by=by, reason=reason)


def start(request: SignalRequest, *, by: Any, production: int, reason: str = "") -> None:
    """The production with this number runs."""
    REQUEST.perform(request, "start", by=by, reason=reason, facts={"production": production})


def finish(request: SignalRequest, *, by: Any, datasets: Iterable[Dataset], reason: str = "") -> None:
    """The production is over, and these datasets came of it; at least one. Raises MoveRefused."""
    found = list(datasets)
    if not found:
        raise MoveRefused("cannot close as done: no dataset is named")
    with transaction.atomic(), recorded("finish", by=by, reason=reason):
        REQUEST.perform(request, "finish", by=by, reason=reason, facts={"closed_at": timezone.now()})
        request.datasets.set(found)
        effects.tell_done(request, by, reason)


def cancel(request: SignalRequest, *, by: Any, reason: str) -> None:
    """The working group no longer wants it."""
    REQUEST.perform(request, "cancel", by=by, reason=reason, facts={"closed_at": timezone.now()})


def stop(request: SignalRequest, *, by: Any, reason: str) -> None:
    """The production manager gives it up, and says why."""
    REQUEST.perform(request, "stop", by=by, reason=reason, facts={"closed_at": timezone.now()})


def remark(request: SignalRequest, *, by: Any, text: str) -> Remark:
    """Say something that stands in the timeline and reaches the other side by mail. Raises Denied."""
    require(by, policy.REMARK, request)
    with transaction.atomic(), recorded("remark", by=by):
        said = Remark.objects.create(request=request, by_id=by.pk, text=text.strip())
        effects.tell_remark(said, by)
    return said


def _lock(request: SignalRequest) -> None:
    """Keep the row to ourselves until the end of the transaction, and see it as it is now."""
    SignalRequest._base_manager.select_for_update(of=("self",)).get(pk=request.pk)
    request.refresh_from_db()


@transaction.atomic
def drop_drafts(accounts: Iterable[int], *, by: Any, reason: str) -> int:
    """Remove the drafts of accounts that were never submitted, their words in the history too; returns how many.

    Part of an erasure, which asks who may.
    """
    with recorded("drop drafts", by=by, reason=reason):
        drafts = SignalRequest.objects.select_for_update(of=("self",)).filter(
            filed_by__in=list(accounts), state=RequestState.DRAFT, submitted_at=None, remarks=None
        )
        keys = [draft.pk for draft in drafts]
        SignalRequest.objects.filter(pk__in=keys).delete()
        for key in keys:
            blank(SignalRequest, key, ("title", "purpose"), by=by, reason=reason)
    return len(keys)
