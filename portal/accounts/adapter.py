"""How django-allauth behaves here: no sign-up, mail through the outbox, secrets encrypted at rest."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes

from portal.accounts import claims
from portal.accounts.access import access_of
from portal.accounts.mail import enqueue_notice, enqueue_password_link
from portal.accounts.models import User

AGENT_LENGTH = 200


class AccountAdapter(DefaultAccountAdapter):
    """The one door: passwords, passkeys, single sign-on and directory all sign in through `login`."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The name and the password do not belong together.",
        "email_password_mismatch": "The e-mail address and the password do not belong together.",
        "too_many_login_attempts": "Too many failed attempts. Please wait a few minutes and try again.",
        "directory_failed": "The directory does not answer, so only local accounts can sign in. Please try later.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers themselves: an account follows from an approved membership."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Like allauth, and an unlinked member of the directory goes on to the membership request."""
        user: User | None = super().authenticate(request, **credentials)
        found = getattr(request, "directory_claims", None)
        if user is None and found is not None and not request.user.is_authenticated:
            self._rollback_login_failed_rl_usage()
            claims.keep(request, found)
            raise ImmediateHttpResponse(redirect("join"))
        if user is None and getattr(request, "directory_failed", False):
            raise self.validation_error("directory_failed")
        return user

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        """Refuse in words somebody whose access has ended, before a session exists."""
        response: HttpResponse | None = super().pre_login(request, user, **about)
        access = access_of(user)
        if response is None and not access.allowed:
            messages.error(request, access.reason)
            response = redirect("account_login")
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        claims.forget(request)
        request.session["sign_in"] = {
            "at": timezone.now().isoformat(timespec="seconds"),
            "agent": self.get_http_user_agent(request)[:AGENT_LENGTH],
        }

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile_security")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """A link by mail, for those who sign in with a password; nobody's single sign-on turns into one."""
        if user.has_usable_password() or not user.identities.exists():
            enqueue_password_link(user, "accounts/email/password_reset")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Notices ("your second factor was removed") leave through the outbox."""
        site = {"name": settings.SITE_NAME, "domain": settings.BASE_URL}
        context = {"request": self.request, "email": email, "current_site": site, **context}
        message = self.render_mail(template_prefix, email, context)
        enqueue_notice(to=email, subject=message.subject, text=message.body)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps second-factor secrets encrypted with a key derived from `SECRET_KEY` (old ones: its fallbacks)."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str | bytes) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"portal.accounts.second_factor")
    return base64.urlsafe_b64encode(key.derive(force_bytes(secret)))
