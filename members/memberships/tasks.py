"""The clock of memberships."""

from celery import shared_task
from django.utils import timezone

from members.memberships.expiry.actions import sweep as sweep_day


@shared_task(name="members.memberships.sweep")
def sweep() -> None:
    """Reminders and policies of today; several times a day, because each happens once."""
    sweep_day(timezone.localdate())
