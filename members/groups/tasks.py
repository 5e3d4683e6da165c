"""What the schedule does about groups."""

from celery import shared_task

from members.groups import actions
from portal.policy import SYSTEM


@shared_task(name="members.groups.warn_of_ends")
def warn_of_ends() -> None:
    """Tell who holds a post, and who leads the group, that the term ends soon; each end once."""
    actions.warn_of_ends(by=SYSTEM)
