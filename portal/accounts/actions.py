"""The verbs of accounts, and the only writers of `User` and `Identity`."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from portal.accounts.claims import Claims
from portal.accounts.mail import enqueue_password_link
from portal.accounts.models import ApiToken, Identity, Session, User
from portal.accounts.tokens.actions import revoke_all
from portal.history import recorded


class IdentityTaken(ValueError):
    """The identity already signs in to another account."""


@transaction.atomic
def open_account(
    *, username: str, email: str, by: Any, claims: Claims | None = None, reason: str = "", notify: bool = True
) -> User:
    """An account for somebody who was let in.

    With verified `claims` (see `portal.accounts.claims`) the identity that brought them signs in to it; without,
    a link to choose a password leaves by mail (`notify`). Raises `IdentityTaken`, and ValidationError for a
    username or an address that cannot be.
    """
    with recorded("open account", by=by, reason=reason):
        user = User(username=username.lower(), email=email.lower())
        user.set_unusable_password()
        user.full_clean()
        user.save()
        if claims is not None:
            link_identity(user=user, kind=claims.kind, issuer=claims.issuer, subject=claims.subject, by=by)
        elif notify:
            invite(user=user)
    return user


def link_identity(*, user: User, kind: str, issuer: str, subject: str, by: Any, reason: str = "") -> Identity:
    """From now on (issuer, subject) signs in to this account. Raises `IdentityTaken`; linking twice is harmless."""
    with recorded("link identity", by=by, reason=reason):
        identity, _ = Identity.objects.get_or_create(
            issuer=issuer, subject=subject, defaults={"user": user, "kind": kind}
        )
    if identity.user_id != user.pk:
        raise IdentityTaken(f"{identity} already signs in to the account {identity.user}")
    return identity


def unlink_identity(*, identity: Identity, by: Any, reason: str = "") -> None:
    """The identity no longer signs in; every session of the account ends, because any may have come from it."""
    with recorded("unlink identity", by=by, reason=reason):
        identity.delete()
        end_sessions(identity.user)
        revoke_all(user=identity.user, by=by, reason=reason)


def use_identity(issuer: str, subject: str) -> User | None:
    """The account of a verified identity, with the time of use noted; None when nobody is known by it."""
    identity = Identity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()
    if identity is None:
        return None
    Identity.objects.filter(pk=identity.pk).update(last_used_at=timezone.now())
    return identity.user


def make_administrator(*, user: User, by: Any, reason: str = "") -> User:
    """The account may administer the portal; a second factor is asked of it from the next page on."""
    with recorded("make administrator", by=by, reason=reason):
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return user


def close_account(*, user: User, by: Any, reason: str = "") -> User:
    """Nobody signs in to the account any more; its sessions end."""
    with recorded("close account", by=by, reason=reason):
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
        revoke_all(user=user, by=by, reason=reason)
    return user


def set_password(*, user: User, password: str, by: Any) -> None:
    """A password given by somebody else than its owner; all sessions end."""
    with recorded("set password", by=by):
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user)
        revoke_all(user=user, by=by)


@transaction.atomic
def erase_account(*, user: User, by: Any, reason: str = "") -> None:
    """The account opens nothing any more and knows no address: for somebody whose data are erased.

    The username stays, because it is never given to somebody else. Raises ValueError for an administrator.
    """
    if user.is_staff:
        raise ValueError("the account is an administrator's")
    with recorded("erase account", by=by, reason=reason):
        user.is_active, user.email = False, ""
        user.set_unusable_password()
        user.save(update_fields=["is_active", "email", "password"])
        user.identities.all().delete()
        ApiToken.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        end_sessions(user)


def invite(*, user: User) -> None:
    """Send a link by which the account's owner chooses a password. The link is made when the mail leaves."""
    enqueue_password_link(user, "accounts/email/invitation")


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """Sign the account out everywhere, except in the session with the key `keep`; returns how many ended."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=keep or "").delete()
    return ended
