"""The "as of" control: `?as_of=2023-06-01` asks a page for another day than today."""

import re
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The days that may be asked for; a slip of the keyboard must not make a date that no arithmetic can follow."""


class AsOfError(ValueError):
    """The day cannot be read; the message names the field."""


def as_of(request: HttpRequest) -> date:
    """The day that the page is asked for; today when none is given.

    Raises AsOfError for anything that is not a calendar day from 1900 to 2199 written YYYY-MM-DD.
    """
    text = request.GET.get("as_of", "").strip()
    if not text:
        return timezone.localdate()
    try:
        # fromisoformat alone would also take 20260331 and 2026-W13-2
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise AsOfError(f"as of: {text[:20]!r} is not a day; write it as 2026-03-31")
    if not FIRST <= day <= LAST:
        raise AsOfError(f"as of: {day} is not within the years {FIRST.year} to {LAST.year}")
    return day
