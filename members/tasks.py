"""Hub: the tasks of the members slices (Celery finds them here)."""

from members.requests import tasks as requests

__all__ = ["requests"]
