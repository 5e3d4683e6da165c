"""The "as of" control: `?as_of=2023-06-01` asks a page for another day than today."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone


class AsOfError(ValueError):
    """The day cannot be read; the message names the field."""


def as_of(request: HttpRequest) -> date:
    """The day that the page is asked for; today when none is given.

    Raises AsOfError for anything that is not a calendar day written YYYY-MM-DD.
    """
    text = request.GET.get("as_of", "").strip()
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AsOfError(f"as of: {text!r} is not a day; write it as 2026-03-31") from error
