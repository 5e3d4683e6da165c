"""`@needs(permission)`: every view says who may see it, in one line above it.

A signed-out visitor is sent to the sign-in page; a signed-in one without the permission gets the
403 page with the reason. A contract test fails when a view of ours states nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from portal.policy.core import Denied, may, why

View = Callable[..., HttpResponseBase]


def needs(permission: str) -> Callable[[View], View]:
    """Let only those call the view who may; the permission is kept as `view.needs`."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, permission):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise Denied(why(request.user, permission))
            return view(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return guarded

    return wrap
