"""Pages on which people make and revoke their access tokens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.policy import SEE_SECURITY
from portal.accounts.tokens import actions
from portal.accounts.tokens.forms import TokenForm
from portal.accounts.tokens.queries import valid
from portal.policy import needs

CRUMBS = ("Sign-in and security", "profile_security")


@needs(SEE_SECURITY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a token, and show its secret: here, and never again."""
    user: Any = request.user
    form = TokenForm(request.POST or None)
    page: dict[str, Any] = {
        "title": "New access token",
        "crumbs": [(CRUMBS[0], reverse(CRUMBS[1]))],
        "submit_label": "Make it",
        "cancel_url": reverse(CRUMBS[1]),
        "intro": "With it a script asks the portal in your name, and sees what you see. Treat it as a password.",
    }
    if form.is_valid():
        try:
            token, secret = actions.issue(user=user, by=user, **form.cleaned_data)
        except actions.TooMany as refusal:
            form.add_error(None, str(refusal))
        else:
            page |= {"title": f"Access token {token.name}", "visibility": "Only you see this page, and only now."}
            return render(request, "account/token.html", {"page": page, "secret": secret, "token": token,
                                                          "site": settings.BASE_URL})  # fmt: skip
    return render(request, "form/page.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@needs(SEE_SECURITY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then revoke one of one's own."""
    user: Any = request.user
    token = get_object_or_404(valid(user), pk=pk)
    if request.method == "POST":
        actions.revoke(token=token, by=user)
        messages.success(request, f"The access token {token} opens nothing any more.")
        return redirect(CRUMBS[1])
    page = {
        "title": f"Revoke the access token {token}?",
        "crumbs": [(CRUMBS[0], reverse(CRUMBS[1]))],
        "submit_label": "Revoke it",
        "cancel_url": reverse(CRUMBS[1]),
        "intro": "Programs that use it are refused from now on. This cannot be undone; a new one can be made.",
    }
    return render(request, "form/page.html", {"page": page, "form": ""})
