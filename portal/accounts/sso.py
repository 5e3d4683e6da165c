"""Single sign-on with the collaboration's OpenID provider (OpenID Connect Core 1.0, code flow with PKCE).

mozilla-django-oidc does the protocol. It verifies neither issuer nor audience nor the subject of the userinfo, and
it finds people by e-mail address: this module checks what it leaves out and knows only (issuer, subject).
"""

from __future__ import annotations

import logging
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from portal.accounts.actions import use_identity
from portal.accounts.claims import Claims
from portal.accounts.models import User

logger = logging.getLogger(__name__)

CLOCK_LEEWAY = 30
"""Seconds by which the provider's clock may differ from ours."""
REQUIRED = ("iss", "sub", "aud", "exp", "iat")
UNREACHABLE = "The sign-in service does not answer. Please try again in a few minutes."
UNTRUSTED = (
    "The answer of the sign-in service did not pass our checks, so nobody was signed in. "
    "Please try again, and tell an administrator if it happens again."
)


class Refused(Exception):
    """The provider's answer signs nobody in; the text is the sentence for the visitor."""


class UnknownPerson(Exception):
    """A verified identity that no account is linked to."""

    def __init__(self, claims: Claims) -> None:
        super().__init__(claims.subject)
        self.claims = claims


class CollaborationSSO(OIDCAuthenticationBackend):
    """Signs in whoever owns a linked (issuer, subject); never makes an account, never looks at an e-mail address."""

    def authenticate(self, request: HttpRequest, *, nonce: str, code_verifier: str) -> User | None:
        """The account of the person whom the provider names. Raises `Refused` or `UnknownPerson`.

        The signature keeps passwords and calls without PKCE or nonce out: Django asks only backends that fit.
        """
        try:
            claims: Claims | None = super().authenticate(request, nonce=nonce, code_verifier=code_verifier)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _refused(UNREACHABLE, error) from error
        except (requests.RequestException, jwt.PyJWTError, SuspiciousOperation) as error:
            raise _refused(UNTRUSTED, error) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # a document of another shape than the standard's, somewhere on its way through the library
            raise _refused(UNTRUSTED, error) from error
        if claims is None:
            return None
        user = use_identity(claims.issuer, claims.subject)
        if user is None:
            raise UnknownPerson(claims)
        return user

    def get_payload_data(self, token: str, key: Any) -> dict[str, Any]:
        """The claims of a token after signature, issuer, audience and expiry were verified (Core 3.1.3.7)."""
        payload: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            issuer=settings.PORTAL_OIDC_ISSUER,
            audience=self.OIDC_RP_CLIENT_ID,
            leeway=CLOCK_LEEWAY,
            options={"require": list(REQUIRED)},
        )
        shared = isinstance(payload["aud"], list) and len(payload["aud"]) > 1
        if (shared or "azp" in payload) and payload.get("azp") != self.OIDC_RP_CLIENT_ID:
            raise jwt.InvalidAudienceError("the token was issued to another client (azp)")
        return payload

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> Claims:
        """What was verified about the visitor. Gets and creates no account, whatever the library calls it."""
        userinfo = self.get_userinfo(access_token, id_token, payload)
        if userinfo["sub"] != payload["sub"]:
            raise jwt.InvalidTokenError("userinfo is about another subject (Core 5.3.2)")
        return Claims.from_oidc(payload["iss"], userinfo)

    def get_user(self, user_id: int) -> User | None:
        """Unlike the library: no session for an account that is switched off."""
        user: User | None = ModelBackend().get_user(user_id)
        return user


def _refused(sentence: str, error: Exception) -> Refused:
    logger.warning("single sign-on refused: %s: %s", type(error).__name__, error)
    return Refused(sentence)
