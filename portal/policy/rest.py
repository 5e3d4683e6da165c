"""The same policy for the REST API: a permission class and errors in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from portal.faults import FAULTS
from portal.faults import why as why_failed
from portal.policy.core import Denied, may, why

if TYPE_CHECKING:
    from rest_framework.views import APIView


log = structlog.get_logger(__name__)


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
    from rest_framework.views import exception_handler  # circular import: its settings name this module

    if isinstance(error, FAULTS):
        log.error("api_failed", path=context["request"].path, error=repr(error))
        return Response({"detail": why_failed(error)}, status=503, headers={"Retry-After": "10"})
    if isinstance(error, Denied):
        error = exceptions.PermissionDenied(error.reason.words)
    return exception_handler(error, context)
