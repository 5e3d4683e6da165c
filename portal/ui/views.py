"""The one choice that is the viewer's alone: light, dark, or as the system says."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.policy import anyone, grant, needs

CHOOSE_THEME = grant("portal:theme:choose", "choose light or dark", anyone)
THEMES = ("light", "dark")
COOKIE = "portal_theme"
YEAR = 365 * 24 * 3600


@require_POST
@needs(CHOOSE_THEME)
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, which the server reads before it paints, and return to the page.

    Anything but `light` or `dark` gives the decision back to the system.
    """
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
