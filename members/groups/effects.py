"""The mails about nominations and terms. Each is written in the transaction that causes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from members.groups import queries
from members.groups.models import Appointment, Nomination
from portal.outbox.mail import send_mail


def url(name: str, *args: Any) -> str:
    """An absolute address of this site."""
    return settings.BASE_URL + reverse(name, args=args)


def _about(row: Nomination, template: str, to: str, **context: Any) -> None:
    if to:
        send_mail(
            to=[to],
            template=f"groups/mail/{template}",
            context={
                "nomination": row,
                "last": queries.last_day(row.period),
                "link": url("nomination", row.pk),
                **context,
            },
            key=f"nomination:{row.pk}:{template}",
            about=row,
        )


def ask_nominee(row: Nomination, by: Any, reason: str) -> None:
    """To the person: accept or refuse. Somebody without an address finds it on the home page."""
    link = url("nomination_answer", queries.answer_key(row))
    _about(row, "proposed", row.person.email, by=queries.who(by), reason=reason, answer_link=link)


def tell_accepted(row: Nomination, by: Any, reason: str) -> None:
    """To who proposed the person."""
    _about(row, "answered", _proposer(row), reason=reason, accepted=True)


def tell_refused(row: Nomination, by: Any, reason: str) -> None:
    """To who proposed the person."""
    _about(row, "answered", _proposer(row), reason=reason, accepted=False)


def tell_withdrawn(row: Nomination, by: Any, reason: str) -> None:
    """To the person, whose link no longer does anything."""
    _about(row, "withdrawn", row.person.email, reason=reason)


def tell_holder(row: Appointment, template: str, by: Any, reason: str, occasion: str) -> None:
    """To the holder: appointed, extended or ended by somebody else."""
    if row.person.email and getattr(row.person.user, "pk", 0) != getattr(by, "pk", None):
        send_mail(
            to=[row.person.email],
            template=f"groups/mail/{template}",
            context={
                "row": row,
                "last": queries.last_day(row.period),
                "by": queries.who(by),
                "reason": reason,
                "link": url("group", row.group_id),
            },
            key=f"appointment:{row.pk}:{occasion}",
            about=row,
        )


def warn(row: Appointment, on: date) -> int:
    """To the holder and the heads (without any: the office) that the term ends; each address once for each end.

    The key of the effect names the end, so that a schedule may ask every day, and an extended term warns anew.
    """
    heads = queries.heads(row.group, on, besides=row.person_id)
    to = [person.email for person in heads if person.email] or [settings.PORTAL_OFFICE_EMAIL]
    to = list(dict.fromkeys(address for address in (row.person.email, *to) if address))
    if not to:
        return 0
    context = {"row": row, "last": queries.last_day(row.period), "link": url("appointment", row.pk)}
    key = f"term-ends:{row.pk}:{row.period.upper}"
    return len(send_mail(to=to, template="groups/mail/term_ends", context=context, key=key, about=row))


def _proposer(row: Nomination) -> str:
    return str(row.nominated_by.email) if row.nominated_by else ""
