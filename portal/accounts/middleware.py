"""What holds on every page: access ends when it ends, administrators have a second factor, no cache keeps a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, get_user, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts import demo
from portal.accounts.access import access_of
from portal.accounts.tokens.actions import note_use
from portal.accounts.tokens.queries import TokenRefused, owner, secret_of

PROCESS_PATHS = ("/healthz", "/readyz")
"""Asked by machines, also when there is no database: nobody is signed in there."""
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_UP = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "profile_security",
    }
)
"""All that an administrator without a second factor can reach."""
SIGNED_OUT = "You were signed out. Please sign in again."
NEEDS_FACTOR = "Administrators sign in with a second factor. Set one up to go on."


DEMO_ENDED = "The demo has ended, and with it the sessions that began by one click."


class AccessMiddleware:
    """Signs out whoever may no longer be here, and leads administrators to their second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        secret = secret_of(request.headers)
        if secret and request.path_info not in PROCESS_PATHS:
            return self._by_token(request, secret)
        ended = "" if request.path_info in PROCESS_PATHS else _why_ended(request)
        if ended:
            logout(request)
        request.access_ended = ended  # type: ignore[attr-defined]
        response = self.get_response(request)
        nobody = request.path_info in PROCESS_PATHS or not request.user.is_authenticated
        if not nobody and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def _by_token(self, request: HttpRequest, secret: str) -> HttpResponse:
        """A program asks: whose token it brings is who asks, and its session, if it has one, is nobody's business."""
        try:
            token = owner(request, secret)
        except TokenRefused as refusal:
            answer = JsonResponse({"detail": str(refusal)}, status=refusal.status)
            if refusal.status == 401:
                answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return answer
        note_use(token)
        request.user = token.user
        # no other site can make a browser send a token, which is all that a CSRF token proves
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        request.by_token = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Answer in words instead of the page that was asked for; the messages are at hand only here."""
        ended = getattr(request, "access_ended", "")
        if ended:
            return _instead(request, ended, redirect_to_login(request.get_full_path()))
        if getattr(request, "by_token", False):
            return None
        if request.path_info not in PROCESS_PATHS and lacks_second_factor(request):
            match = request.resolver_match
            if match is None or match.url_name not in SET_UP:
                return _instead(request, NEEDS_FACTOR, redirect("profile_security"))
        return None


def _why_ended(request: HttpRequest) -> str:
    """Why the session that the browser holds is over; empty when it goes on, or when there is none."""
    # every page asks who is here a hundred times over: the user itself answers faster than Django's stand-in for it
    request.user = get_user(request)
    if request.user.is_authenticated:
        if demo.SESSION_KEY in request.session and not demo.is_demo():
            return DEMO_ENDED
        access = access_of(request.user)
        return "" if access.allowed else access.reason
    return SIGNED_OUT if SESSION_KEY in request.session else ""


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether an administrator is signed in without one. Demo personas are let off: nobody owns their devices."""
    user = request.user
    if not (user.is_authenticated and user.is_staff) or demo.is_persona(request):
        return False
    return not is_mfa_enabled(user, SECOND_FACTORS)


def _instead(request: HttpRequest, sentence: str, to: HttpResponse) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=403)
    messages.warning(request, sentence)
    if request.headers.get("HX-Request"):  # htmx would put the other page into a corner of this one
        return HttpResponseClientRedirect(to["Location"])
    return to
