"""The mails of the yearly review. Each is written in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.memberships.models import Delegate
from members.reviews.models import Confirmation, Correction, Review
from portal.outbox.mail import send_mail


def _url(name: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def addresses(confirmations: Sequence[Confirmation], on: date) -> dict[int, list[str]]:
    """By institute the addresses of those who decide for it on the day; one query for all."""
    rows = (
        Delegate.objects.filter(institute__in=[item.institute_id for item in confirmations], person__deceased=False)
        .current(on)
        .exclude(person__email="")
        .order_by("institute", "deputy", "person__sort_key")
    )
    found: dict[int, list[str]] = {}
    for institute, address in rows.values_list("institute", "person__email"):
        found.setdefault(institute, []).append(address)
    return found


def ask(review: Review, confirmations: Sequence[Confirmation], occasion: str, *, reminder: bool) -> None:
    """To the delegates of each institute: please confirm. Institutes without one stand in a single mail to the office.

    The same occasion mails once.
    """
    today = timezone.localdate()
    found = addresses(confirmations, today)
    context = {
        "review": review,
        "reminder": reminder,
        "late": today > review.due_on,
        "days": (review.due_on - today).days,
    }
    for item in confirmations:
        if item.institute_id in found:
            send_mail(
                to=found[item.institute_id],
                template="members/mail/review_confirm",
                context=context | {"institute": item.institute, "link": _url("confirmation", item.pk)},
                key=f"review:{review.pk}:{item.pk}:{occasion}",
                about=item,
            )
    alone = [item for item in confirmations if item.institute_id not in found]
    if alone:
        send_mail(
            to=[settings.PORTAL_OFFICE_EMAIL],
            template="members/mail/review_alone",
            context=context | {"institutes": [(item.institute, _url("confirmation", item.pk)) for item in alone]},
            key=f"review:{review.pk}:alone:{occasion}:{today}",
            about=review,
        )


def tell_office(confirmation: Confirmation, by: Any, reason: str) -> None:
    """To the office: what the delegate marked; nothing when all was right."""
    rows = list(Correction.objects.filter(confirmation=confirmation).select_related("person"))
    if rows:
        send_mail(
            to=[settings.PORTAL_OFFICE_EMAIL],
            template="members/mail/review_corrections",
            context={
                "confirmation": confirmation,
                "rows": rows,
                "reason": reason,
                "link": _url("corrections") + "?state=marked",
            },
            key=f"review:{confirmation.review_id}:{confirmation.pk}:corrections",
            about=confirmation,
        )
