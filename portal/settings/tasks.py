"""Celery wakes and sweeps; the outbox holds the truth. Mail goes out over SMTP."""

from datetime import timedelta

from portal.env import env
from portal.settings.base import VAR_DIR
from portal.settings.database import PORTAL_REDIS_URL

_queue = VAR_DIR / "queue"
CELERY_BROKER_URL = PORTAL_REDIS_URL or "portalfs://localhost"
if not PORTAL_REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "portal.outbox.sweep": {"task": "portal.outbox.sweep", "schedule": timedelta(seconds=20)},
    "portal.accounts.clear_sessions": {"task": "portal.accounts.clear_sessions", "schedule": timedelta(hours=6)},
    "portal.listing.compact": {"task": "portal.listing.compact", "schedule": timedelta(hours=1)},
    "datasets.notices.catch_up": {"task": "datasets.notices.catch_up", "schedule": timedelta(minutes=5)},
    "members.requests.watch": {"task": "members.requests.watch", "schedule": timedelta(hours=1)},
    "members.memberships.sweep": {"task": "members.memberships.sweep", "schedule": timedelta(hours=4)},
    "members.reviews.remind": {"task": "members.reviews.remind", "schedule": timedelta(hours=4)},
    "members.accession.remind": {"task": "members.accession.remind", "schedule": timedelta(hours=1)},
    "members.delegates.warn_of_ends": {"task": "members.delegates.warn_of_ends", "schedule": timedelta(hours=12)},
    "members.groups.tell_vacancies": {"task": "members.groups.tell_vacancies", "schedule": timedelta(hours=12)},
    "members.groups.warn_of_ends": {"task": "members.groups.warn_of_ends", "schedule": timedelta(hours=12)},
    "datasets.feeds.tick": {"task": "datasets.feeds.tick", "schedule": timedelta(minutes=1)},
    "datasets.following.look": {"task": "datasets.following.look", "schedule": timedelta(minutes=15)},
    "datasets.following.digest": {"task": "datasets.following.digest", "schedule": timedelta(minutes=30)},
    "members.privacy.retain": {"task": "members.privacy.retain", "schedule": timedelta(days=1)},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("PORTAL_SMTP_HOST", "")
"""Empty: mail stays in the outbox and can be read on the operations page."""
EMAIL_PORT = env.int("PORTAL_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("PORTAL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.secret("PORTAL_SMTP_PASSWORD")
EMAIL_USE_TLS = env.bool("PORTAL_SMTP_STARTTLS", False)
EMAIL_TIMEOUT = env.int("PORTAL_SMTP_TIMEOUT", 15)
DEFAULT_FROM_EMAIL = env.str("PORTAL_MAIL_FROM", "portal@localhost")

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DIGEST_HOUR = env.int("PORTAL_DIGEST_HOUR", 7, validate=lambda hour: 0 <= hour < 24)
"""The hour of the site's clock from which the digests of a day are mailed."""
DIGEST_WEEKDAY = env.str("PORTAL_DIGEST_WEEKDAY", "monday", validate=_WEEKDAYS.__contains__)
"""The day of the weekly digests."""
