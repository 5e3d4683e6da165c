"""Hub: the periodic tasks of the datasets slices (Celery finds them here)."""

from datasets.following import tasks as following
from datasets.notices import tasks as notices

__all__ = ["following", "notices"]
