"""Reads about signal-MC requests: what waits for whom, what looks like a repetition, the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from liaisons.assignments.policy import is_production_manager
from liaisons.decayfiles import queries as decayfiles
from liaisons.decayfiles.models import DecayFile
from liaisons.requests import policy
from liaisons.requests.choices import RequestState
from liaisons.requests.models import Remark, SignalRequest
from members.people.models import Person
from portal.history import Entry, entries
from portal.policy import facts


def to_decide(user: Any) -> QuerySet[SignalRequest]:
    """What waits for the production manager, oldest first."""
    rows = SignalRequest.objects.filter(state=RequestState.SUBMITTED).order_by("submitted_at", "pk")
    return rows if is_production_manager.test(user, None) else rows.none()


def returned_to(user: Any) -> QuerySet[SignalRequest]:
    """What came back to the working groups of a liaison, oldest first."""
    own = facts(user).get("liaison_of", frozenset())
    rows = SignalRequest.objects.filter(group__in=own, state=RequestState.RETURNED)
    return rows.order_by("submitted_at", "pk")


def repetitions(user: Any, file: DecayFile, campaign: Campaign, own: int | None) -> QuerySet[SignalRequest]:
    """Requests for the same event type in the same campaign that `user` may know of, but the one with key `own`."""
    if not file.event_type:
        return SignalRequest.objects.none()
    rows = SignalRequest.objects.filter(campaign=campaign, decay_file__event_type=file.event_type)
    others = rows.exclude(pk=own or 0).exclude(state=RequestState.CANCELLED)
    return policy.visible(user, others).select_related("group").order_by("-pk")


@dataclass(frozen=True)
class Warned:
    """Something to look at before a request is submitted or accepted: a sentence, and what it speaks of."""

    words: str
    about: tuple[Any, ...]


def warnings(user: Any, file: DecayFile, campaign: Campaign | None, own: int | None = None) -> list[Warned]:
    """What a reader of the request should know; none of it stops the request."""
    found = []
    same = list(repetitions(user, file, campaign, own)[:5]) if campaign is not None else []
    if same:
        found.append(Warned(f"Event type {file.event_type} is already requested in {campaign}:", tuple(same)))
    shared = list(decayfiles.namesakes(file)[:5])
    if shared:
        found.append(Warned(f"The nickname {file.nickname} is also that of other event types:", tuple(shared)))
    missing = [name for name, record in decayfiles.companions(file.reading) if record is None]
    if missing:
        found.append(Warned(f"The decay reads {', '.join(missing)}, which is not handed in yet.", ()))
    return found


def results_of(production: int) -> QuerySet[Dataset]:
    """The datasets of a production in the catalogue."""
    return Dataset.objects.filter(production=production).order_by("path")


MOVED = {
    "file": ("Filed", "none"),
    "edit": ("Edited", "none"),
    "submit": ("Submitted", "wait"),
    "accept": ("Accepted", "info"),
    "return": ("Returned", "stop"),
    "start": ("Production started", "info"),
    "finish": ("Closed as done", "ok"),
    "cancel": ("Cancelled", "none"),
    "stop": ("Production stopped", "stop"),
}
"""How the timeline tells each verb, and its tone."""


def timeline(request: SignalRequest) -> list[dict[str, Any]]:
    """Moves, edits and remarks as one story, newest first. A move is told by its word; an edit by what it changed."""
    told = [_told(entry) for entry in entries(request)]
    remarks = list(request.remarks.select_related("by"))
    people = Person.objects.filter(user__in={item.by_id for item in remarks})
    names = {person.user_id: person.full_name for person in people}
    told += [_said(item, names) for item in remarks]
    return sorted(told, key=lambda entry: entry["at"], reverse=True)


def _told(entry: Entry) -> dict[str, Any]:
    verb, tone = MOVED.get(entry.verb, (entry.verb.capitalize() or entry.label, "none"))
    changes = [tuple(change) for change in entry.changes]
    if entry.verb == "start":
        changes = [tuple(change) for change in entry.changes if change.field == "production"]
    elif entry.verb in MOVED and entry.verb != "edit":
        changes = []
    return {"at": entry.at, "who": entry.who, "verb": verb, "tone": tone, "reason": entry.reason, "changes": changes}


def _said(remark: Remark, names: dict[Any, str]) -> dict[str, Any]:
    who = names.get(remark.by_id, str(remark.by))
    return {"at": remark.at, "who": who, "verb": "Remark", "tone": "none", "reason": remark.text, "changes": []}
