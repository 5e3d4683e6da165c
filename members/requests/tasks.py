"""The hourly look at what waits too long."""

from celery import shared_task

from members.requests.desk import actions


@shared_task(name="members.requests.watch")
def watch() -> None:
    """Remind and tell, each once."""
    actions.watch()
