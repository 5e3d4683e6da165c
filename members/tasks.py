"""Hub: the periodic tasks of the members slices (Celery finds them here)."""

from members.reviews.tasks import remind as remind_of_review

__all__ = ["remind_of_review"]
