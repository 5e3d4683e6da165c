"""The project and its shared kernel. Knows no physics noun and imports no sibling package."""

from portal.tasks import app as celery_app

__all__ = ["celery_app"]
