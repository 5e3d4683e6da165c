"""Hub: the periodic tasks of the datasets slices (Celery finds them here)."""

from datasets.feeds import tasks as feeds

__all__ = ["feeds"]
