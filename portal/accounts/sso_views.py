"""To the OpenID provider and back. A refusal of any kind is one sentence on the sign-in page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from portal.accounts import claims
from portal.accounts.access import SWITCHED_OFF
from portal.accounts.policy import SIGN_IN
from portal.accounts.sso import Refused, UnknownPerson
from portal.policy import needs

View = Callable[[HttpRequest], HttpResponse]

USED_UP = "This answer of the sign-in service was used before, or is too old. Please sign in again."
ENDED = "The sign-in service ended the sign-in, and nobody was signed in."


def _if_configured(view: View) -> View:
    @wraps(view)
    def found(request: HttpRequest) -> HttpResponse:
        if not settings.PORTAL_OIDC_ISSUER:
            raise Http404("single sign-on is not set up")
        return view(request)

    return found


class CallbackView(OIDCAuthenticationCallbackView):
    """The provider sends the visitor back here, with a code and the state that this session was given."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if "error" in request.GET:  # the library would sign out whoever follows a forged link here
            return self._refuse(ENDED)
        try:
            response: HttpResponse = super().get(request)
        except SuspiciousOperation:
            return self._refuse(USED_UP)
        except Refused as refusal:
            return self._refuse(str(refusal))
        except UnknownPerson as unknown:
            claims.keep(request, unknown.claims)
            return redirect("join")
        return response

    def login_success(self) -> HttpResponse:
        """Through the same door as a password: inactive accounts, ended access, the second factor."""
        response: HttpResponse = perform_login(
            self.request, self.user, redirect_url=self.request.session.pop("oidc_login_next", None)
        )
        return response

    def login_failure(self) -> HttpResponse:
        return self._refuse(SWITCHED_OFF if getattr(self, "user", None) else USED_UP)

    def _refuse(self, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return redirect("account_login")


begin = needs(SIGN_IN)(_if_configured(OIDCAuthenticationRequestView.as_view()))
callback = needs(SIGN_IN)(_if_configured(CallbackView.as_view()))
