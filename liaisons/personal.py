"""What this package holds about a person: signal-MC requests, remarks and decay files of the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from liaisons.decayfiles.models import DecayFile
from liaisons.requests.actions import drop_drafts
from liaisons.requests.models import Remark, SignalRequest
from portal.accounts.models import User


def collect(person: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Where the person's accounts are named. What a request is about belongs to the working group."""
    users = _accounts(person)
    requests = SignalRequest.objects.filter(filed_by__in=users).select_related("group").order_by("pk")
    yield (
        "Signal-MC requests",
        [
            {
                "Request": str(row),
                "Group": str(row.group),
                "State": row.get_state_display(),
                "Purpose": row.purpose,
                "Created": _at(row.created_at),
            }
            for row in requests
        ],
    )
    remarks = Remark.objects.filter(by__in=users).select_related("request")
    yield (
        "Remarks on signal-MC requests",
        [{"Request": str(row.request), "At": _at(row.at), "Text": row.text} for row in remarks],
    )
    files = DecayFile.objects.filter(uploaded_by__in=users).order_by("pk")
    yield (
        "Decay files handed in",
        [{"File": str(row), "At": _at(row.uploaded_at), "SHA-256": row.sha256} for row in files],
    )


def erase(person: Any, by: Any, reason: str) -> dict[str, int]:
    """Drafts that nobody has seen go. What was submitted, and every decay file, is the record of the work and stays."""
    return {"drafts of signal-MC requests": drop_drafts(_accounts(person), by=by, reason="erasure")}


def _at(instant: datetime) -> str:
    return timezone.localtime(instant).isoformat(timespec="seconds")


def _accounts(person: Any) -> Iterable[int]:
    """Of the record and of those that were merged into it, one step back."""
    own = Q(person=person) | Q(person__merged_into=person) | Q(person__merged_into__merged_into=person)
    return list(User.objects.filter(own).values_list("pk", flat=True))
