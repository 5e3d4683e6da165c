"""The mail about the end of a term, asked for in the transaction that noticed it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from members.delegates import queries
from members.memberships.models import Delegate
from portal.outbox.mail import send_mail

log = logging.getLogger(__name__)


def warn(row: Delegate) -> int:
    """To the holder, and to who appoints the next: the delegate for a deputy, else the office; returns how many mails.

    The key names the end, so that a schedule may ask every day, and a longer term warns anew.
    """
    first = queries.representative(row.institute, row.period.upper - timedelta(days=1)) if row.deputy else None
    other = first.person.email if first is not None and first.person.email else settings.PORTAL_OFFICE_EMAIL
    context = {
        "row": row,
        "last": row.period.upper - timedelta(days=1),
        "link": settings.BASE_URL + reverse("institute", args=[row.institute_id]),
    }
    sent = 0
    for address in dict.fromkeys(address for address in (row.person.email, other) if address):
        try:
            key = f"delegate-term-ends:{row.pk}:{row.period.upper}"
            sent += len(
                send_mail(to=[address], template="members/mail/delegate_term_ends", context=context, key=key, about=row)
            )
        except ValidationError:  # an address that is none must not keep the others from hearing
            log.warning("no warning to %r: it is no e-mail address", address)
    return sent
