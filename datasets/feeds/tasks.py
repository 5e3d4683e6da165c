"""What the schedule does about feeds."""

from celery import shared_task

from datasets.feeds import actions


@shared_task(name="datasets.feeds.tick")
def tick() -> None:
    """Fetch what is due; each feed by one worker at a time."""
    actions.tick()
