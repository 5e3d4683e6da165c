"""Housekeeping of the counts of lists."""

from celery import shared_task

from portal.listing import cells, versions


@shared_task(name="portal.listing.compact")
def compact() -> None:
    """Fold what writers have left behind: marks of changes, and cells."""
    versions.compact()
    cells.compact_all()
