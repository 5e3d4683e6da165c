"""The verbs of the queue: who has a request, what is said about it, and when it waits too long."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.bylaws import bylaws
from members.memberships.models import Delegate
from members.memberships.queries import deciding
from members.people.models import Person
from members.requests import effects, policy, queries
from members.requests.actions import UNCLAIMED
from members.requests.choices import OPEN, Alarm, RequestState
from members.requests.lifecycle import REQUEST
from members.requests.models import MembershipRequest, RequestAlarm, RequestNote
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, require

log = logging.getLogger(__name__)


def claim(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """`by` has it for some hours (by-laws). Raises MoveRefused, which names who has it already."""
    REQUEST.perform(request, "claim", by=by, reason=reason, facts=_claim(by))


def take_over(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """`by` has it from now on instead of another; the history keeps both."""
    REQUEST.perform(request, "take_over", by=by, reason=reason, facts=_claim(by))


def release(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """Nobody has it any more."""
    REQUEST.perform(request, "release", by=by, reason=reason, facts=UNCLAIMED)


def _claim(by: Any) -> dict[str, Any]:
    return {"claimed_by_id": by.pk, "claimed_at": timezone.now()}


@transaction.atomic
def hold(request: MembershipRequest, *, by: Any, reason: str) -> None:
    """Nobody is reminded of it until it is resumed; the reason also stands in the log."""
    with recorded("hold", by=by, reason=reason, acting_for=REQUEST.acting_for(request, by)):
        REQUEST.perform(request, "hold", by=by, reason=reason)
        _write(request, by, f"On hold: {reason.strip()}")


def resume(request: MembershipRequest, *, by: Any, reason: str = "") -> None:
    """It waits again; its clock starts anew."""
    REQUEST.perform(request, "resume", by=by, reason=reason, facts={"waiting_since": timezone.now()})


@transaction.atomic
def note(request: MembershipRequest, *, by: Any, text: str) -> RequestNote:
    """A line of the internal log, for those who may decide; also after the decision. Raises MoveRefused, Denied."""
    text = text.strip()
    if not text:
        raise MoveRefused("write something: the note is empty")
    with recorded("note", by=by, acting_for=REQUEST.acting_for(request, by)):
        require(by, policy.DECIDE, request)
        return _write(request, by, text)


def _write(request: MembershipRequest, by: Any, text: str) -> RequestNote:
    return RequestNote.objects.create(request=request, by_id=by.pk, who=queries.name_of(by)[:300], text=text[:2000])


@transaction.atomic
def hand_over(request: MembershipRequest, *, to: Person, by: Any, reason: str = "") -> None:
    """Another delegate of the institute has it from now on, and hears of it by mail.

    Raises MoveRefused when `to` does not decide for the institute today, is the applicant or could not sign in or be
    told; Denied.
    """
    with recorded("hand_over", by=by, reason=reason, acting_for=REQUEST.acting_for(request, by)):
        MembershipRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        request.refresh_from_db()
        if request.state not in (RequestState.WAITING, RequestState.HELD):
            raise MoveRefused(f"cannot hand over: it is already {request.get_state_display()}")
        require(by, policy.DECIDE, request)
        if to.pk not in queries.colleagues(request, by).values_list("pk", flat=True):
            raise MoveRefused(f"cannot hand over: {to} does not decide for {request.institute} or has no account")
        request.claimed_by, request.claimed_at = to.user, timezone.now()
        request.save(update_fields=["claimed_by", "claimed_at"])
        effects.tell_handed_over(request, to, by, reason)


@transaction.atomic
def watch(*, by: Any = SYSTEM, now: datetime | None = None) -> dict[str, int]:
    """Tell who should act on what has waited too long. Returns how many requests, by who was told.

    The clock runs from the confirmation, or anew from a resumption, an endorsement or a return. After the hours of the
    by-laws the delegate is reminded, then the deputy told, then the office: each once in a waiting time, and anew in
    the next. A request that is held has no clock, unless nobody decides for the institute any more. While somebody has
    claimed it neither delegate nor deputy is told, but the office is, lest a claim that is renewed again and again
    hides it. What a delegate has endorsed waits for the office, which is told after the hours of a reminder. At an
    institute where nobody decides, the office is told at once.

    After a standstill only the strongest due alarm that reaches anybody goes out, and each address gets one mail for
    all requests of a run; the weaker alarms are recorded as overtaken. An alarm that has nobody to be told (no deputy)
    is recorded in the same way, and the next one does its work.
    """
    require(by, policy.WATCH)
    now = now or timezone.now()
    with recorded("watch", by=by):
        rows = MembershipRequest.objects.select_for_update(of=("self",), skip_locked=True).select_related("institute")
        open_now = list(rows.filter(state__in=OPEN).order_by("confirmed_at"))
        raised = _raised(open_now)
        serving = _serving(open_now)
        letters: dict[tuple[Alarm, str], list[MembershipRequest]] = defaultdict(list)
        told: dict[str, int] = defaultdict(int)
        for request in open_now:
            due = [item for item in _due(request, serving, now) if item not in raised[request.pk]]
            whom = {alarm: _addresses(alarm, request, serving) for alarm in due}
            strongest = next((alarm for alarm in reversed(due) if whom[alarm]), None)
            for alarm in due:
                addresses = whom[alarm] if alarm == strongest else []
                RequestAlarm.objects.create(request=request, alarm=alarm, since=request.clock, sent=bool(addresses))
                if addresses:
                    told[alarm] += 1
                for address in addresses:
                    letters[alarm, address].append(request)
        for (alarm, address), about in letters.items():
            _mail(address, about, alarm, f"{now:%Y%m%d%H%M%S%f}:{alarm}")
    return dict(told)


def _raised(requests: list[MembershipRequest]) -> dict[int, set[str]]:
    """By request the alarms of the waiting time that runs now."""
    found: dict[int, set[str]] = defaultdict(set)
    clocks = {request.pk: request.clock for request in requests}
    for key, alarm, since in RequestAlarm.objects.filter(request__in=clocks).values_list("request", "alarm", "since"):
        if since == clocks[key]:
            found[key].add(alarm)
    return found


def _serving(requests: list[MembershipRequest]) -> dict[int, list[Delegate]]:
    """By institute who decides for it today."""
    found: dict[int, list[Delegate]] = defaultdict(list)
    wanted = {request.institute_id for request in requests}
    for row in deciding(timezone.localdate()).filter(institute__in=wanted):
        found[row.institute_id].append(row)
    return found


def _others(request: MembershipRequest, serving: dict[int, list[Delegate]]) -> list[Delegate]:
    """Who decides for the institute, has an address and is not the applicant."""
    return [
        row
        for row in serving[request.institute_id]
        if row.person.email and row.person_id != request.person_id and row.person.email.lower() != request.email.lower()
    ]


def _due(request: MembershipRequest, serving: dict[int, list[Delegate]], now: datetime) -> list[Alarm]:
    """The alarms that the clock asks for by now, from weak to strong, whether raised before or not."""
    rules = bylaws().requests
    waited = now - request.clock
    if request.state == RequestState.ENDORSED:
        return [Alarm.OFFICE] if waited >= timedelta(hours=rules.remind_hours) else []
    if not _others(request, serving):
        return [Alarm.OFFICE]
    if request.state == RequestState.HELD:
        return []
    hours = {Alarm.REMIND: rules.remind_hours, Alarm.DEPUTY: rules.deputy_hours, Alarm.OFFICE: rules.office_hours}
    due = [alarm for alarm, limit in hours.items() if waited >= timedelta(hours=limit)]
    if Alarm.OFFICE not in due and queries.holder(request, now) is not None:
        return []
    return due


def _addresses(alarm: Alarm, request: MembershipRequest, serving: dict[int, list[Delegate]]) -> list[str]:
    """Whom the alarm tells; the deputies are reminded where there is no delegate but them."""
    if alarm == Alarm.OFFICE:
        return [settings.PORTAL_OFFICE_EMAIL]
    others = _others(request, serving)
    deputies = [row.person.email for row in others if row.deputy]
    if alarm == Alarm.DEPUTY:
        return deputies
    return [row.person.email for row in others if not row.deputy] or deputies


def _mail(address: str, about: list[MembershipRequest], alarm: Alarm, run: str) -> None:
    """One address that is none must not keep all others from hearing."""
    try:
        effects.tell_overdue(address, about, alarm, run)
    except ValidationError:
        log.warning("no reminder to %r: it is no e-mail address", address)
