"""What a generic event type is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from datasets.catalogue import policy
from datasets.eventtypes.models import EventType
from portal.policy import may
from portal.registry import Found


def explained(user: Any, name: str) -> Found | None:
    """The entry of the production guide, with the process; None for a name that it does not have."""
    if not may(user, policy.SEE):
        return None
    process = EventType.objects.filter(name=name).values_list("process", flat=True).first()
    if process is None:
        return None
    return Found(f"{reverse('event_types')}?{urlencode({'q': name})}", process or "in the production guide")
