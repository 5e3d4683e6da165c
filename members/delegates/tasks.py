"""What the schedule does about delegates."""

from celery import shared_task
from django.utils import timezone

from members.delegates import actions
from portal.policy import SYSTEM


@shared_task(name="members.delegates.warn_of_ends")
def warn_of_ends() -> None:
    """Tell delegates and deputies, and who appoints the next, that a term ends soon; each end once."""
    actions.warn_of_ends(timezone.localdate(), by=SYSTEM)
