"""The verb of the schedule: tell the office."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from members.groups import policy
from members.groups.models import VacancyNotice
from members.groups.vacancies.queries import vacant
from portal.history import recorded
from portal.outbox.mail import send_mail
from portal.policy import require


@transaction.atomic
def tell_office(on: date, *, by: Any) -> int:
    """One mail to the office about the vacancies that it has not been told of; returns how many those are.

    A vacancy is told once, however often this runs, and whenever it runs again after standing still: what is recorded
    is the vacancy, not the day. Raises Denied.
    """
    require(by, policy.TELL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members_vacancynotice'))")
    found = vacant(on)
    known = set(VacancyNotice.objects.filter(key__in=[item.key for item in found]).values_list("key", flat=True))
    new = [item for item in found if item.key not in known]
    if not new or not settings.PORTAL_OFFICE_EMAIL:
        return 0
    with recorded("tell of vacancies", by=by):
        VacancyNotice.objects.bulk_create(VacancyNotice(key=item.key) for item in new)
        send_mail(
            to=[settings.PORTAL_OFFICE_EMAIL],
            template="groups/mail/vacancies",
            context={"vacant": [(item.words, settings.BASE_URL + item.path) for item in new]},
            key=f"vacancies:{timezone.now():%Y%m%d%H%M%S%f}",
        )
    return len(new)
