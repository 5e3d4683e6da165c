"""The buttons of an effect."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from portal.outbox import effects
from portal.outbox.models import Effect
from portal.outbox.policy import STEER
from portal.policy import needs


@needs(STEER)
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try an effect again, now."""
    effect = get_object_or_404(Effect, pk=pk)
    if effects.retry(effect):
        messages.success(request, "It is tried again now; reload the page in a moment.")
    else:
        messages.error(request, "Nothing to retry: it is done, or being delivered at this moment.")
    return redirect(effect)


@needs(STEER)
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an effect back."""
    effect = get_object_or_404(Effect, pk=pk)
    if effects.hold(effect, by=request.user):
        messages.success(request, "It is held until somebody retries it.")
    else:
        messages.error(request, "It cannot be held: it does not wait, or is being delivered at this moment.")
    return redirect(effect)
