"""The schedule of the retention."""

from celery import shared_task
from django.utils import timezone

from members.privacy.retention import retention


@shared_task(name="members.privacy.retain")
def retain() -> None:
    """Remove what the by-laws no longer keep; the page of the retention shows the numbers."""
    retention(timezone.localdate())
