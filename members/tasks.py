"""Hub: the tasks of the members slices (Celery finds them here)."""

from members.memberships.tasks import sweep

__all__ = ["sweep"]
