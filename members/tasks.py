"""Hub: the periodic tasks of the members slices (Celery finds them here)."""

from members.accession import tasks as accession
from members.delegates import tasks as delegates
from members.groups import tasks as groups
from members.memberships import tasks as memberships
from members.privacy import tasks as privacy
from members.requests import tasks as requests
from members.reviews import tasks as reviews

__all__ = ["accession", "delegates", "groups", "memberships", "privacy", "requests", "reviews"]
