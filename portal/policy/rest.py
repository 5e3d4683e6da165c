"""The same policy for the REST API: a permission class and errors in plain words."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from portal.policy.core import Denied, may, why


class PolicyPermission(BasePermission):
    """Asks for the permission that the view names in `needs`; a view that names none is closed."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        needed = getattr(view, "needs", None)
        if needed is None:
            return False
        if may(request.user, needed):
            return True
        if request.user.is_authenticated:
            raise exceptions.PermissionDenied(why(request.user, needed).words)
        return False


def plain_errors(error: Exception, context: dict[str, Any]) -> Response | None:
    """`{"detail": …}` for every refusal, with the words of the policy."""
    if isinstance(error, Denied):
        error = exceptions.PermissionDenied(error.reason.words)
    return exception_handler(error, context)
