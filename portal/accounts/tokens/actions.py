"""The verbs of access tokens, and the only writers of `ApiToken`."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import ApiToken, User
from portal.accounts.tokens.queries import digest, valid
from portal.history import recorded

PREFIX = "portal_"
"""By which people, and scanners for leaked secrets, know a token."""
DAYS = {30: "30 days", 90: "90 days", 365: "a year"}
MOST = 20
"""Tokens of one account at a time."""
NOTE_AFTER = timedelta(minutes=5)
"""The time of use is noted no more often: a script asks a hundred times a minute."""


class TooMany(ValueError):
    """The account has as many tokens as one may have."""


@transaction.atomic
def issue(*, user: User, name: str, scope: str, days: int, by: Any) -> tuple[ApiToken, str]:
    """A new token, and its secret, which is told this once. Raises TooMany."""
    User.objects.select_for_update().get(pk=user.pk)
    if valid(user).count() >= MOST:
        raise TooMany(f"You have {MOST} tokens; revoke one that is not used any more.")
    secret = PREFIX + secrets.token_urlsafe(32)
    with recorded("issue access token", by=by):
        token = ApiToken.objects.create(
            user=user,
            name=name,
            scope=scope,
            digest=digest(secret),
            expires_on=timezone.localdate() + timedelta(days=days),
        )
    return token, secret


def revoke(*, token: ApiToken, by: Any, reason: str = "") -> None:
    """The token opens nothing any more. Revoking twice is harmless."""
    if token.revoked_at is None:
        with recorded("revoke access token", by=by, reason=reason):
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])


def revoke_all(*, user: User, by: Any, reason: str = "") -> None:
    """None of the account's tokens opens anything any more."""
    for token in valid(user):
        revoke(token=token, by=by, reason=reason)


def note_use(token: ApiToken) -> None:
    """When it was used last, without history."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTE_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
