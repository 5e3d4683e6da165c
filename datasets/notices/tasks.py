"""What of notices is done without anybody asking."""

from celery import shared_task

from datasets.notices import actions


@shared_task(name="datasets.notices.catch_up")
def catch_up() -> None:
    """Match what was written by other ways than an import; while one runs it is left to the next time."""
    actions.catch_up(wait=False)
