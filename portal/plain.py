"""What every request must be before anybody reads it: text that a database can hold, numbers that are numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

_WHOLE = re.compile("[0-9]{1,18}")


def whole(text: object) -> int | None:
    """A whole number of at most 18 digits (what a key can be), or None: longer ones stop Python itself."""
    found = str(text or "")
    return int(found) if _WHOLE.fullmatch(found) else None


class PlainMiddleware:
    """Refuses NUL, which no text column takes, and keeps what a signed-in viewer saw out of shared and kept caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("the address holds a NUL character")
        if request.method == "POST" and any("\x00" in text for _, texts in request.POST.lists() for text in texts):
            raise BadRequest("the form holds a NUL character")
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response
