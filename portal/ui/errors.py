"""The error pages: what happened, why, and what to do now.

Named in the root URL conf as `handler400`, `handler403`, `handler404`, `handler500`, and in the settings as
`CSRF_FAILURE_VIEW`. The API, and who does not ask for HTML, get `{"detail": …}` with the same words.
"""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

MISSING = "There is nothing at this address, or you may not know that there is."
UNREADABLE = "The portal could not read this request. Go back, check what you entered, and try again."
FAILED = "Something went wrong on our side. Nothing was changed; the administrators find the details in the log."
STALE = (
    "This form was open for too long, in two windows, or without cookies, so the portal could not tell that it came"
    " from you. Go back, reload the page and send it again; what you typed is still there."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be read."""
    words = _sentence(str(exception)) if isinstance(exception, BadRequest) else ""
    return _answer(request, 400, f"{words} {UNREADABLE}".strip())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not allowed. The words come from the policy, which says who may."""
    return _answer(request, 403, _sentence(str(exception)) or "You may not do this.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page; or one whose existence is nobody else's business."""
    return _answer(request, 404, MISSING)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without request, session or database, because any of them may be what failed."""
    if _is_for_a_program(request):
        return JsonResponse({"detail": FAILED}, status=500)
    return HttpResponse(render_to_string("errors/500.html", {"words": FAILED}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is stale or missing."""
    return _answer(request, 403, STALE, template="errors/stale.html")


def _answer(request: HttpRequest, status: int, words: str, template: str = "") -> HttpResponse:
    if _is_for_a_program(request):
        return JsonResponse({"detail": words}, status=status)
    page = render_to_string(template or f"errors/{status}.html", {"words": words}, request=request)
    return HttpResponse(page, status=status)


def _is_for_a_program(request: HttpRequest) -> bool:
    """Who asks the API, or does not take HTML."""
    return request.path_info.startswith("/api/") or not request.accepts("text/html")


def _sentence(words: str) -> str:
    """Policy answers in clauses ("only delegates may …"); a page wants a sentence."""
    words = words.strip()
    return f"{words[0].upper()}{words[1:].rstrip('.')}." if words else ""
