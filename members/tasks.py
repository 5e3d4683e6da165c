"""Hub: what the schedule asks of the members slices. Arguments are row numbers at most; outcomes are on the rows."""

from celery import shared_task

from members.accession.leaving.actions import sweep


@shared_task(name="members.accession.remind")
def remind_of_departures() -> None:
    """Complete the departures that are due, and send the reminders of the day."""
    sweep()
