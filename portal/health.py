"""What machines ask: is the process alive (`/healthz`), and can it serve (`/readyz`)?"""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.policy import SEE_HEALTH
from portal.outbox.models import Effect
from portal.policy import needs

_migrated = Event()
"""Reading the migrations takes a tenth of a second; what was applied stays applied while the process lives."""
_started_at = timezone.now()


@needs(SEE_HEALTH)
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing else, so that a database that is down does not get web workers killed."""
    return JsonResponse({"status": "ok"})


@needs(SEE_HEALTH)
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether to send visitors here: 200, or 503 with the reasons."""
    reasons = _reasons()
    return JsonResponse(
        {"status": "not ready" if reasons else "ready", "reasons": reasons}, status=503 if reasons else 200
    )


def _reasons() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        unapplied = _unapplied()
        if unapplied:
            return [f"{unapplied} migrations are not applied"]
        return _outbox_reasons()
    except DatabaseError as error:
        return [f"the database does not answer ({type(error).__name__})"]


def _unapplied() -> int:
    if _migrated.is_set():
        return 0
    executor = MigrationExecutor(connection)
    unapplied = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not unapplied:
        _migrated.set()
    return unapplied


def _outbox_reasons() -> list[str]:
    oldest = Effect.objects.waiting().order_by("due_at").values_list("due_at", flat=True).first()
    if oldest is None:
        return []
    # what fell due while everything was switched off gets its time too
    waited = timezone.now() - max(oldest, _started_at)
    if waited < timedelta(minutes=settings.OUTBOX_READY_MINUTES):
        return []
    minutes = int(waited.total_seconds() // 60)
    return [f"mail and other effects have waited for {minutes} minutes: is the task worker running?"]
