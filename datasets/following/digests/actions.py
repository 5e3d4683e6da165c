"""The verb of the schedule: make the digests that are due."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from datasets.following import policy
from datasets.following.digests import queries
from datasets.following.models import Reading
from portal.accounts.models import User
from portal.history import recorded
from portal.outbox import send_mail
from portal.policy import SYSTEM, facts, may

log = logging.getLogger(__name__)


def make(now: datetime | None = None) -> int:
    """Ask for the mails that are due; returns how many. A reader that fails does not hold up the others."""
    now, made = now or timezone.now(), 0
    for key in list(queries.due(now).values_list("pk", flat=True)):
        try:
            made += _make(key, now)
        except Exception:  # the next run tries again: nothing of this reader was written
            log.exception("the digest of reader %s failed", key)
    return made


@transaction.atomic
def _make(key: int, now: datetime) -> bool:
    """One mail, with the note that it was made, in one transaction: a crash leaves both or neither.

    The lock keeps a second worker out; the day in the key keeps the mail from being asked for twice.
    """
    reader = queries.due(now).select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if reader is None:
        return False
    day = queries.day_due(reader.digest, now)
    assert day is not None, "nobody is due who wants none"
    user = User.objects.get(pk=key)
    address = facts(user).get("email") or user.email
    rows = queries.to_tell(user, queries.begins(day)) if _reads(user) and address else []
    with recorded("digest", by=SYSTEM):
        reader.digested_for = day
        reader.save(update_fields=["digested_for"])
        if rows and _mail(user, address, rows, f"digest:{user.pk}:{day}"):
            Reading.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
            return True
    return False


def _reads(user: User) -> bool:
    """Closed accounts and former members are told nothing."""
    return user.is_active and may(user, policy.FOLLOW)


def _mail(user: User, address: str, rows: list[Reading], key: str) -> bool:
    base = settings.BASE_URL
    context = {
        "count": len(rows),
        "first": rows[0].news,
        "name": facts(user).get("name") or str(user),
        "groups": queries.grouped(rows),
        "news_link": base + reverse("news"),
        "settings_link": base + reverse("news_settings"),
    }
    try:
        with transaction.atomic():
            send_mail(to=[address], template="following/mail/digest", context=context, key=key)
    except ValidationError:
        log.warning("the digest of account %s has no address that could be written to", user.pk)
        return False
    return True
