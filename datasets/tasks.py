"""Hub: the periodic tasks of the datasets slices (Celery finds them here)."""

from datasets.following import tasks as following

__all__ = ["following"]
