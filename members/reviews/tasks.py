"""The schedule of the yearly review."""

from celery import shared_task

from members.reviews import actions
from portal.policy import SYSTEM


@shared_task(name="members.reviews.remind")
def remind() -> None:
    """Remind the institutes that have not confirmed, each occasion once, whatever the schedule missed."""
    actions.remind(by=SYSTEM)
