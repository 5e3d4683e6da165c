"""What a verified but unknown visitor carries to the membership request: the session key `join_claims`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest

from portal.accounts.models import Identity

SESSION_KEY = "join_claims"
LONGEST = 200
"""Characters kept of a claim that somebody else's server sends."""


@dataclass(frozen=True)
class Claims:
    """An identity that was verified in this session, and what its issuer says about the person.

    Only `issuer` and `subject` are facts. The rest fills in a form and is checked there.
    """

    kind: str
    issuer: str
    subject: str
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    email_verified: bool = False

    @classmethod
    def from_oidc(cls, issuer: str, said: Mapping[str, Any]) -> Claims:
        """From the userinfo of an OpenID provider, after its `sub` was checked against the ID token."""
        return cls(
            kind=Identity.Kind.OIDC.value,
            issuer=issuer,
            subject=said["sub"],
            given_name=_text(said.get("given_name")),
            family_name=_text(said.get("family_name")),
            email=_text(said.get("email")),
            email_verified=said.get("email_verified") is True,
        )

    @classmethod
    def from_directory(cls, issuer: str, subject: str, entry: Mapping[str, list[str]]) -> Claims:
        """From an entry of the LDAP directory that its owner's password opened (RFC 4519 names)."""

        def first(name: str) -> str:
            return _text(next(iter(entry.get(name) or ()), ""))

        return cls(
            kind=Identity.Kind.LDAP.value,
            issuer=issuer,
            subject=subject,
            given_name=first("givenName"),
            family_name=first("sn"),
            email=first("mail"),
        )


def keep(request: HttpRequest, claims: Claims) -> None:
    """Remember the claims in the session, for the membership request."""
    request.session.cycle_key()  # whoever planted a session cookie shall not read them
    request.session[SESSION_KEY] = asdict(claims)


def kept(request: HttpRequest) -> Claims | None:
    """The claims that were verified in this session, if any."""
    said = request.session.get(SESSION_KEY)
    return Claims(**said) if said else None


def forget(request: HttpRequest) -> None:
    """Once the request is filed, or somebody signs in, they are of no more use."""
    request.session.pop(SESSION_KEY, None)


def _text(value: object) -> str:
    return "".join(filter(str.isprintable, value))[:LONGEST].strip() if isinstance(value, str) else ""
