"""Whose token a request brings, and whether it may do what is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.access import access_of
from portal.accounts.models import ApiToken, User

READING = ("GET", "HEAD", "OPTIONS")


class TokenRefused(Exception):
    """The token opens nothing here, in words; `status` is that of HTTP."""

    def __init__(self, words: str, status: int = 401) -> None:
        super().__init__(words)
        self.status = status


def valid(user: User) -> Any:
    """The tokens of an account that still open something, the newest first."""
    rows = ApiToken.objects.filter(user=user, revoked_at=None, expires_on__gt=timezone.localdate())
    return rows.order_by("-created_at", "-pk")


def secret_of(headers: Mapping[str, str]) -> str:
    """The token that a request brings; empty for one without."""
    scheme, _, secret = headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def owner(request: HttpRequest, secret: str) -> ApiToken:
    """The token with its owner, when it may do what is asked. Raises TokenRefused.

    Everybody who may not gets the same words as somebody who made the token up, but for its owner's mistakes.
    """
    token = ApiToken.objects.select_related("user").filter(digest=digest(secret)).first()
    if token is None or token.revoked_at is not None:
        raise TokenRefused("This access token is not known, or it was revoked.")
    if token.expires_on <= timezone.localdate():
        raise TokenRefused(f"This access token ended on {token.expires_on}. Make a new one.")
    access = access_of(token.user)
    if not access.allowed:
        raise TokenRefused(access.reason, 403)
    if token.user.is_staff and not is_mfa_enabled(token.user):
        raise TokenRefused("Administrators need a second factor, also for their tokens.", 403)
    if request.method not in READING:
        if not request.path_info.startswith("/api/"):
            raise TokenRefused("An access token writes through the API alone.", 403)
        if token.scope != ApiToken.Scope.WRITE:
            raise TokenRefused("This access token may only read.", 403)
    return token


def digest(secret: str) -> str:
    """No slow hash: 256 random bits cannot be guessed, and every request asks."""
    return hashlib.sha256(secret.encode()).hexdigest()
