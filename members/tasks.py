"""Hub: the tasks of the members slices (Celery finds them here)."""

from members.groups.tasks import warn_of_ends

__all__ = ["warn_of_ends"]
