"""Sign-in with the password of an LDAP directory; in use only when `PORTAL_LDAP_URI` is set.

django-auth-ldap searches the entry and binds as its owner. The account is the one that is linked to the
entry, by its entryUUID (RFC 4530) and else by its DN; a like username or e-mail address means nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django_auth_ldap.backend import LDAPBackend, ldap_error

from portal.accounts.actions import use_identity
from portal.accounts.claims import Claims
from portal.accounts.models import User


class DirectoryBackend(LDAPBackend):
    """Tells the request what it found: `request.directory_claims`, or `request.directory_failed`."""

    def authenticate(self, request: HttpRequest | None, username: str = "", password: str = "") -> User | None:
        if request is None or not username or not password:
            return None
        user: User | None = super().authenticate(request, username=username, password=password)
        return user

    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        """The linked account. Called after the directory took the password, so what it says is worth keeping."""
        issuer, subject = f"{settings.PORTAL_LDAP_URI}/{settings.PORTAL_LDAP_USER_BASE}", subject_of(ldap_user)
        user = use_identity(issuer, subject)
        if user is None:
            ldap_user._request.directory_claims = Claims.from_directory(issuer, subject, ldap_user.attrs)
            raise ldap_user.AuthenticationFailed("no account is linked to this entry")
        return user, False

    def get_user(self, user_id: int) -> User | None:
        """Only active accounts, and no question to the directory on every page."""
        user: User | None = ModelBackend().get_user(user_id)
        return user


def subject_of(ldap_user: Any) -> str:
    """What names the entry for good: its entryUUID, or its DN in servers that keep none."""
    uuids = ldap_user.attrs.get("entryUUID")
    return str(uuids[0]) if uuids else f"dn:{ldap_user.dn.lower()}"


def _note_failure(*, request: HttpRequest | None, exception: Exception, **_: object) -> None:
    if request is not None:
        request.directory_failed = True  # type: ignore[attr-defined]


ldap_error.connect(_note_failure, dispatch_uid="portal.accounts.ldap")
