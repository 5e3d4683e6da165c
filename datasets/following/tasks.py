"""What the schedule does about news."""

from celery import shared_task

from datasets.following.digests import actions as digests
from datasets.following.searches import actions as searches


@shared_task(name="datasets.following.look")
def look() -> None:
    """Tell who follows a saved search what is new in it."""
    searches.look()


@shared_task(name="datasets.following.digest")
def digest() -> None:
    """Mail the news of the day, or of the week, to whom they are due."""
    digests.make()
