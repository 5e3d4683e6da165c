"""Names the user and the request on what a request writes outside of any action."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

from portal.history.recording import request_scope

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class HistoryMiddleware:
    """For requests that may write; the others pass untouched. The id of the request is in the log too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        with request_scope(request) as scope, bound_contextvars(request=scope.id):
            return self.get_response(request)
