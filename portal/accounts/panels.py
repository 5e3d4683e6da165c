"""The page on which people see how they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Session, User
from portal.detail import Cell, Shown, Table

FACTOR_LABELS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}
FACTOR_PAGES = {
    Authenticator.Type.TOTP: "mfa_deactivate_totp",
    Authenticator.Type.WEBAUTHN: "mfa_list_webauthn",
    Authenticator.Type.RECOVERY_CODES: "mfa_view_recovery_codes",
}


@dataclass(frozen=True)
class OpenSession:
    """A browser in which the account is signed in."""

    agent: str
    since: datetime | None
    until: datetime
    current: bool


def open_sessions(user: User, current_key: str | None) -> list[OpenSession]:
    """The sessions that have not run out, the longest-lasting first."""
    sessions = []
    for session in Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-expire_date"):
        begun = session.get_decoded().get("sign_in", {})
        since = datetime.fromisoformat(begun["at"]) if "at" in begun else None
        current = session.session_key == current_key
        sessions.append(OpenSession(begun.get("agent", ""), since, session.expire_date, current))
    return sessions


IDENTITIES = Table(
    "Outside accounts",
    lambda user, shown: user.identities.order_by("first_seen_at"),
    Cell("Kind", lambda identity: identity.get_kind_display()),
    Cell("Known there as", lambda identity: identity.subject, mono=True, primary=True),
    Cell("Issuer", lambda identity: identity.issuer, mono=True),
    Cell("Linked", lambda identity: identity.first_seen_at),
    Cell("Last used", lambda identity: identity.last_used_at),
    empty="None. An administrator can link your single sign-on to this account.",
)
FACTORS = Table(
    "Second factor",
    lambda user, shown: Authenticator.objects.filter(user=user).order_by("created_at"),
    Cell(
        "Kind",
        lambda factor: FACTOR_LABELS[factor.type],
        href=lambda factor: reverse(FACTOR_PAGES[factor.type]),
        primary=True,
    ),
    Cell("Name", lambda factor: factor.data.get("name", "")),
    Cell("Since", lambda factor: factor.created_at),
    Cell("Last used", lambda factor: factor.last_used_at),
    empty="None. With one, a stolen password opens nothing.",
)
SESSIONS = Table(
    "Where you are signed in",
    lambda user, shown: open_sessions(user, shown.request.session.session_key),
    Cell("Browser", lambda session: session.agent, primary=True),
    Cell("Signed in", lambda session: session.since),
    Cell("At the latest until", lambda session: session.until),
    Cell("", lambda session: "this one" if session.current else ""),
)


def security_page(request: HttpRequest, user: User) -> dict[str, Any]:
    """What `detail/page.html` shows."""
    shown = Shown(user, timezone.localdate(), request)
    identities, factors, sessions = (panel.context(user, shown) or {} for panel in (IDENTITIES, FACTORS, SESSIONS))
    factors["actions"] = [
        {"label": "Set up an authenticator app", "url": reverse("mfa_activate_totp"), "primary": True},
        {"label": "Add a passkey", "url": reverse("mfa_add_webauthn")},
    ]
    sessions["actions"] = [{"label": "Sign out everywhere else", "form": reverse("end_other_sessions")}]
    change = {"label": "Change password", "url": reverse("account_change_password")}
    return {
        "title": "Sign-in and security",
        "subtitle_html": f"Account {user.username}",
        "copy": None,
        "actions": [change] if user.has_usable_password() else [],
        "facts": [factors, identities, sessions],
        "relations": [],
        "visibility": "Only you see this page.",
    }
