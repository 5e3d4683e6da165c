"""PostgreSQL, and nothing else: `DATABASE_URL`, or the private server under `PORTAL_VAR`."""

from urllib.parse import unquote, urlsplit

from portal.embedded.cluster import Cluster
from portal.env import env
from portal.settings.base import VAR_DIR

DATABASE_URL = env.secret("DATABASE_URL")
EMBEDDED = not DATABASE_URL
"""True when the portal runs its own private PostgreSQL (see `portal.embedded`)."""


def _from_url(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
    options = dict(item.split("=", 1) for item in parts.query.split("&") if "=" in item)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(options.pop("port", parts.port or "")),
        "OPTIONS": options,
    }


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("PORTAL_DB_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        **(Cluster(VAR_DIR).connection() if EMBEDDED else _from_url(DATABASE_URL)),
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}
PORTAL_REDIS_URL = env.secret("PORTAL_REDIS_URL")
"""Shared cache and task broker. Empty: memory of the process, and a broker of files."""
if PORTAL_REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": PORTAL_REDIS_URL,
    }
PGHISTORY_APPEND_ONLY = True
