"""Hub: the periodic tasks of the datasets slices (Celery finds them here)."""

from datasets.feeds import tasks as feeds
from datasets.following import tasks as following
from datasets.notices import tasks as notices

__all__ = ["feeds", "following", "notices"]
