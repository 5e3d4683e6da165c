"""Addresses of lists: every sum on a page links to the runs that prove it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from portal.listing.columns import NONE


def runs(**filters: Any) -> str:
    """The list of runs with these filters; an empty text asks for runs without a value there."""
    asked = {name: NONE if value == "" else value for name, value in filters.items() if value is not None}
    return f"{reverse('runs')}?{urlencode(asked, doseq=True)}"
