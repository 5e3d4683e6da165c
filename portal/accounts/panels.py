"""The page on which people see how they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Session, User
from portal.accounts.tokens.queries import valid
from portal.detail import Cell, Shown, Table
from portal.ui.components import path

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


BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """A browser in words, from what it calls itself (RFC 9110 section 10.1.5); the first mark that fits counts."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if browser and system else agent or "unknown"


@dataclass(frozen=True)
class OpenSession:
    """A browser in which the account is signed in."""

    label: str
    since: datetime | None
    until: datetime


def open_sessions(user: User, current_key: str | None) -> list[OpenSession]:
    """The sessions that have not run out, the longest-lasting first."""
    sessions = []
    for session in Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-expire_date"):
        begun = session.get_decoded().get("sign_in", {})
        since = datetime.fromisoformat(begun["at"]) if "at" in begun else None
        label = browser_name(begun.get("agent", "")) + (", this one" if session.session_key == current_key else "")
        sessions.append(OpenSession(label, since, session.expire_date))
    return sessions


IDENTITIES = Table(
    "Outside accounts",
    lambda user, shown: user.identities.order_by("first_seen_at"),
    Cell("Kind", lambda identity: identity.get_kind_display()),
    Cell("Known there as", lambda identity: path(identity.subject), primary=True),
    Cell("Issuer", lambda identity: path(identity.issuer)),
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
    Cell("Browser", lambda session: session.label, primary=True),
    Cell("Signed in", lambda session: session.since),
    Cell("At the latest until", lambda session: session.until),
)


TOKENS = Table(
    "Access tokens",
    lambda user, shown: valid(user),
    Cell("Name", lambda token: token.name, primary=True),
    Cell("May", lambda token: token.get_scope_display()),
    Cell("Made", lambda token: token.created_at),
    Cell("Ends", lambda token: token.expires_on),
    Cell("Last used", lambda token: token.last_used_at),
    Cell("Revoke", lambda token: "revoke", href=lambda token: reverse("token_revoke", args=[token.pk])),
    empty="None. A script signs in with one, in your name.",
)


def security_page(request: HttpRequest, user: User) -> dict[str, Any]:
    """What `detail/page.html` shows."""
    shown = Shown(user, timezone.localdate(), request)
    panels = (IDENTITIES, FACTORS, SESSIONS, TOKENS)
    identities, factors, sessions, tokens = (panel.context(user, shown) or {} for panel in panels)
    tokens["actions"] = [{"label": "New access token", "url": reverse("token_new")}]
    app = {"label": "Set up an authenticator app", "url": reverse("mfa_activate_totp"), "primary": True}
    passkey = {"label": "Add a passkey", "url": reverse("mfa_add_webauthn")}
    factors["actions"] = [passkey] if is_mfa_enabled(user, [Authenticator.Type.TOTP]) else [app, passkey]
    sessions["actions"] = [{"label": "Sign out everywhere else", "form": reverse("end_other_sessions")}]
    change = {"label": "Change password", "url": reverse("account_change_password")}
    return {
        "title": "Sign-in and security",
        "subtitle_html": f"Account {user.username}",
        "copy": None,
        "actions": [change] if user.has_usable_password() else [],
        "facts": [factors, identities, sessions, tokens],
        "relations": [],
        "visibility": "Only you see this page.",
    }
