"""PostgreSQL, and nothing else: `DATABASE_URL`, or the private server under `PORTAL_VAR`."""

from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from portal.embedded.cluster import Cluster
from portal.env import env
from portal.settings.base import VAR_DIR

DATABASE_URL = env.secret("DATABASE_URL")
EMBEDDED = not DATABASE_URL
"""True when the portal runs its own private PostgreSQL (see `portal.embedded`)."""


def _from_url(url: str) -> dict[str, object]:
    """Django's keys for a connection URI, read by libpq's own parser. The message never shows the password."""
    try:
        given = conninfo_to_dict(url) if url.startswith(("postgres://", "postgresql://")) else {}
    except psycopg.Error:
        given = {}
    ports = str(given.get("port", "0")).split(",")  # one for each of several hosts
    if not given.get("dbname") or not all(port.isdecimal() for port in ports):
        raise ImproperlyConfigured("DATABASE_URL must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
    keys = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = {key: str(given.pop(name, "")) for key, name in keys.items()}
    return {**known, "OPTIONS": {"connect_timeout": 10, **given}}


PREPARE = env.int("PORTAL_DB_PREPARE", 5)
"""After how many uses on a connection a statement of `portal.prepared` is prepared; 0: never (for some poolers)."""
SERVER: dict[str, Any] = Cluster(VAR_DIR).connection() if EMBEDDED else _from_url(DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("PORTAL_DB_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        **SERVER,
        "OPTIONS": {**SERVER.get("OPTIONS", {}), "prepare_threshold": PREPARE or None},
    }
}
PORTAL_SEARCH_SECONDS = env.float("PORTAL_SEARCH_SECONDS", 10.0)
"""Longest time of one statement of a list, a search, a page or a card; 0: no limit."""
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
