"""The code or the name of a skim in the search box, also one that it had before."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from datasets.catalogue import policy
from datasets.skims.models import Skim
from portal.policy import may
from portal.registry import Found


def find(user: Any, text: str) -> Found | None:
    """The page of the skim with this code or name; the list, when several have the name, had it, or both.

    A code that was replaced has its own page, which says what replaces it.
    """
    if not text or not may(user, policy.SEE):
        return None
    wanted = Q(code=text) | Q(name=text) | Q(revisions__name=text)
    found = list(Skim.objects.filter(wanted).distinct().order_by("code")[:20])
    if not found:
        return None
    if len(found) > 1:
        same = all(skim.name == text for skim in found)
        address = f"{reverse('skims')}?{urlencode({'q': text})}"
        if same:
            return Found(address, f"{len(found)} skims called {text}", ", ".join(skim.code for skim in found))
        current = [skim for skim in found if text in (skim.code, skim.name)]
        found = current or found
    skim = found[0]
    earlier = "" if text in (skim.code, skim.name) else f", called {text} before"
    return Found(skim.get_absolute_url(), f"Skim {skim}{earlier}", "skims")
