"""How often and how long the outbox tries, and how the history stamps its events.

With these numbers an effect is tried for three and a half days before it fails, which outlasts a
mail server that is down over a weekend.
"""

from portal.env import env

OUTBOX_ATTEMPTS = env.int("PORTAL_OUTBOX_ATTEMPTS", 48)
OUTBOX_BACKOFF_SECONDS = env.int("PORTAL_OUTBOX_BACKOFF", 30)
"""Seconds from the first attempt to the second; doubled each time, up to the cap."""
OUTBOX_BACKOFF_CAP_SECONDS = env.int("PORTAL_OUTBOX_BACKOFF_CAP", 7200)
OUTBOX_BATCH = env.int("PORTAL_OUTBOX_BATCH", 200)
"""The most effects that one sweep delivers."""
OUTBOX_SWEEP_SECONDS = env.int("PORTAL_OUTBOX_SWEEP_SECONDS", 15)
"""A sweep starts no further delivery after this time, so that sweeps do not pile up behind a slow server."""
OUTBOX_READY_MINUTES = env.int("PORTAL_READY_OUTBOX_MINUTES", 15)
"""`/readyz` complains when an effect has been due for longer: no worker takes it."""

PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
"""The instant of the write, not of its transaction: it orders events of several tables."""
