"""The sign-in page, and the page on which people see how they sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import demo
from portal.accounts.actions import end_sessions
from portal.accounts.panels import security_page
from portal.accounts.policy import SEE_SECURITY, SIGN_IN
from portal.policy import needs


class SignInView(LoginView):
    """All doors on one page: password, passkey, single sign-on, directory, and the personas of the demo."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "personas": demo.personas(),
            "sso_url": self._sso_url(),
            "sso_name": settings.PORTAL_OIDC_NAME,
            "join_url": reverse("join"),
            "directory_name": settings.PORTAL_LDAP_NAME if settings.PORTAL_LDAP_URI else "",
        }

    def _sso_url(self) -> str:
        """A plain link: `form-action` of our policy forbids a form that ends at another origin."""
        if not settings.PORTAL_OIDC_ISSUER:
            return ""
        onward = self.get_next_url()
        return reverse("oidc_authentication_init") + (f"?{urlencode({'next': onward})}" if onward else "")


sign_in = needs(SIGN_IN)(SignInView.as_view())


@needs(SEE_SECURITY)
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password for those who have one. Who signs in elsewhere gets none here: it would outlive that account."""
    user: Any = request.user
    if not user.has_usable_password():
        messages.info(request, "This account has no password here; it signs in as listed below.")
        return redirect("profile_security")
    response: HttpResponse = PasswordChangeView.as_view()(request)
    return response


@needs(SEE_SECURITY)
@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Identities, second factor and sessions of the account that is signed in."""
    user: Any = request.user
    return render(request, "detail/page.html", {"page": security_page(request, user)})


@needs(SEE_SECURITY)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    user: Any = request.user
    ended = end_sessions(user, keep=request.session.session_key)
    messages.success(request, "No other session was open." if not ended else f"Signed out in {ended} other places.")
    return redirect("profile_security")
