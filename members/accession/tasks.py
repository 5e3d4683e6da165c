"""What the schedule asks of departures."""

from celery import shared_task

from members.accession.leaving.actions import sweep


@shared_task(name="members.accession.remind")
def remind() -> None:
    """Complete the departures that are due, and send the reminders of the day."""
    sweep()
