"""One-click personas of the demo collaboration. They exist only in demo mode and in a marked database."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.models import DemoMark, User
from portal.accounts.policy import SIGN_IN
from portal.policy import needs

SESSION_KEY = "demo_persona"


@dataclass(frozen=True)
class Persona:
    """Somebody to be in the demo, with what there is to do as that person."""

    username: str
    label: str
    about: str


def is_demo() -> bool:
    """Demo mode was asked for, and everything in the database is invented. Neither alone is enough."""
    return bool(settings.DEMO) and DemoMark.objects.exists()


def mark_demo() -> None:
    """Say that this database holds the demo collaboration; the demo loader calls it, on an empty database."""
    DemoMark.objects.get_or_create(pk=1)


def personas() -> list[Persona]:
    """The personas in their order; none outside of the demo."""
    users = _personas() if is_demo() else User.objects.none()
    return [Persona(user.username, user.demo_label, user.demo_about) for user in users]


def is_persona(request: HttpRequest) -> bool:
    """Whether the session was begun by one click, and such sessions still count."""
    return SESSION_KEY in request.session and is_demo()


@needs(SIGN_IN)
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Become the persona `username`."""
    user = _personas().filter(username=request.POST.get("username", "")).first() if is_demo() else None
    if user is None:
        raise Http404("no such persona")
    get_adapter().login(request, user)
    request.session[SESSION_KEY] = user.username
    return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)


def _personas() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(demo_label="").order_by("demo_order", "username")
