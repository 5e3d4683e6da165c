"""Make a web process steady before its first request: code loaded, garbage collector out of the way.

A full collection walks every object of the process, a few hundred thousand for Django and its libraries, and a
request that meets one waits for it. What is loaded before the first request lives as long as the process: it is
frozen, that is, taken out of the walk, and what requests leave behind is looked at less often.
"""

import gc
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import OperationalError, connections
from django.urls import get_resolver, reverse

YOUNG_OBJECTS = 50_000
"""New containers between two small collections; the page of a list makes about a tenth of that."""


def settle(application: Callable[..., Any]) -> None:
    """Load the code of the pages by asking for one, then freeze."""
    _ = get_resolver().url_patterns
    with suppress(OperationalError):  # it may come up later
        connections["default"].ensure_connection()
        _ask(application, reverse(settings.LOGIN_URL))
    connections.close_all()  # a process that forks must not share a connection
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)


def _ask(application: Callable[..., Any], path: str) -> None:
    environment: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip(".")}
    setup_testing_defaults(environment)
    environment["wsgi.url_scheme"] = "https" if settings.HTTPS else "http"
    answer = application(environment, lambda *_answer: None)
    for _part in answer:
        pass
    answer.close()
