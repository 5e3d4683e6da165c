"""What every request must be before anybody reads it: text that a database can hold, numbers that are numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

_WHOLE = re.compile("[0-9]{1,18}")


def whole(text: object) -> int | None:
    """A whole number of at most 18 digits (what a key can be), or None: longer ones stop Python itself."""
    found = str(text or "")
    return int(found) if _WHOLE.fullmatch(found) else None


class PlainMiddleware:
    """Refuses NUL, which no text column takes, before anybody reads the request. Names the field that holds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        where = _nul_in(request)
        if where:
            raise BadRequest(f"{where}: there is a NUL character in the text")
        return self.get_response(request)


def _nul_in(request: HttpRequest) -> str:
    """The name of what holds a NUL character; empty when nothing does."""
    if "\x00" in request.path_info:
        return "address"
    if "%00" in request.META.get("QUERY_STRING", ""):
        return _field(request.GET)
    return _field(request.POST) if request.method == "POST" else ""


def _field(fields: QueryDict) -> str:
    for name, texts in fields.lists():
        if "\x00" in name or any("\x00" in text for text in texts):
            return name.replace("\x00", "")
    return ""
