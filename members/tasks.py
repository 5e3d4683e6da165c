"""Hub: the tasks of the members slices (Celery finds them here)."""

from members.memberships import tasks as memberships
from members.requests import tasks as requests

__all__ = ["memberships", "requests"]
