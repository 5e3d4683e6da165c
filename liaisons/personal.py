"""What this package holds about a person: signal-MC requests, remarks and decay files of the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from liaisons.decayfiles.models import DecayFile
from liaisons.requests.actions import drop_drafts
from liaisons.requests.models import Remark, SignalRequest
from members.privacy.queries import subject
from portal.personal.queries import files_with

TELLS = ("liaisons.SignalRequest.filed_by", "liaisons.Remark.by", "liaisons.DecayFile.uploaded_by")
"""Columns whose rows the sections below tell in full."""


def collect(person: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Where an account or an address of the person is named. What a request is about belongs to the working group."""
    who = subject(person)
    users = who.users
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
    keys = files_with(DecayFile, "content", who.addresses) if who.addresses else []
    named = DecayFile.objects.filter(pk__in=keys).order_by("pk")
    yield (
        "Decay files that name your address",
        [{"File": str(row), "Responsible": row.responsible, "SHA-256": row.sha256} for row in named],
    )


def erase(person: Any, by: Any, reason: str) -> dict[str, int]:
    """Drafts that nobody has seen go. What was submitted, and every decay file, is the record of the work and stays."""
    return {"drafts of signal-MC requests": drop_drafts(subject(person, proved=False).users, by=by, reason="erasure")}


def _at(instant: datetime) -> str:
    return timezone.localtime(instant).isoformat(timespec="seconds")
