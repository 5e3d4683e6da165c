"""Asking members once for each new version of the privacy notice, at no cost on the other pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from members.bylaws import bylaws
from members.privacy.models import Acceptance, NoticeVersion
from members.privacy.queries import accepted_by, current_notice
from portal.policy import facts

KEY, SECONDS = "members:notice", 60
"""The number of the version in force is remembered for so long; publishing forgets it in its own process."""
ACCEPTED, LATER = "privacy_accepted", "privacy_later"
"""Kept in the session: the version that was accepted, and the one that the member wants to read another day."""
OPEN = frozenset(
    {"privacy", "privacy_version", "privacy_accept", "your_data", "your_data_file", "account_logout", "theme"}
)
"""What a blocking notice leaves open: itself, the own data, and the way out."""


def number() -> int:
    """The version in force; 0 without any."""
    known: int | None = cache.get(KEY)
    if known is None:
        version = current_notice()
        known = version.number if version else 0
        cache.set(KEY, known, SECONDS)
    return known


def forget() -> None:
    """A version was published just now."""
    cache.set(KEY, None)  # unknown: asked anew


def accepted(user: Any, version: NoticeVersion | None) -> Acceptance | None:
    """That the user took note of the version."""
    if version is None or not user.is_authenticated:
        return None
    return _accepted(user, version.number)


def _accepted(user: Any, current: int) -> Acceptance | None:
    return accepted_by(current, user=user.pk, person=facts(user).get("person_id")).first()


class NoticeMiddleware:
    """Puts the question above every page of a member who has not answered it; blocks where the by-laws say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not _asks(request):
            return None
        match = request.resolver_match
        name = match.url_name if match else ""
        if bylaws().privacy.notice_blocks and name not in OPEN and not _of_accounts(name):
            if request.path_info.startswith("/api/"):
                return JsonResponse({"detail": "First take note of the privacy notice."}, status=403)
            return redirect("privacy")
        if name not in OPEN and request.session.get(LATER) != number():
            request.portal_banner = {  # type: ignore[attr-defined]
                "text": "There is a new version of the privacy notice.",
                "url_name": "privacy",
                "label": "Read and take note",
            }
        return None


def _of_accounts(name: str | None) -> bool:
    """Pages of signing in: a second factor may have to be set up first."""
    return bool(name) and str(name).startswith(("account_", "mfa_", "profile_"))


def _asks(request: HttpRequest) -> bool:
    """Whether a member is here who has not taken note of the version in force."""
    user = getattr(request, "user", None)
    if user is None or request.path_info in ("/healthz", "/readyz") or not user.is_authenticated:
        return False
    current = number()
    if not current or request.session.get(ACCEPTED) == current or not facts(user).get("person_id"):
        return False
    if _accepted(user, current):
        request.session[ACCEPTED] = current
        return False
    return True
