"""Celery wakes and sweeps; arguments are row numbers, outcomes are on the rows."""

from celery import shared_task

from portal.outbox import delivery


@shared_task(name="portal.outbox.deliver")
def deliver(pk: int) -> None:
    """Deliver one effect that was just asked for."""
    delivery.deliver(pk)


@shared_task(name="portal.outbox.sweep")
def sweep() -> None:
    """Deliver whatever is due: effects whose message got lost, and further attempts."""
    delivery.sweep()
