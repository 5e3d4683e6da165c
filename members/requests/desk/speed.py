"""How fast requests are decided: ages of decisions and of what waits, computed by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from members.memberships.policy import institutes_of
from members.people.policy import is_office
from members.requests.choices import OPEN, RequestState
from portal.detail import Cell
from portal.policy import is_administrator
from portal.ui import components
from portal.ui.addresses import page_url

DAYS = 365
DECIDED = (RequestState.APPROVED, RequestState.DECLINED)
AGE = "extract(epoch FROM coalesce(r.decided_at, %(now)s) - r.confirmed_at) / 3600.0"
QUERY = f"""
SELECT i.id, coalesce(i.short_name, ''),
    count(*) FILTER (WHERE r.state = ANY(%(decided)s)),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY {AGE}) FILTER (WHERE r.state = ANY(%(decided)s)),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY {AGE}) FILTER (WHERE r.state = ANY(%(decided)s)),
    count(*) FILTER (WHERE r.state = ANY(%(open)s)),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY {AGE}) FILTER (WHERE r.state = ANY(%(open)s)),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY {AGE}) FILTER (WHERE r.state = ANY(%(open)s))
FROM members_membershiprequest r JOIN members_institute i ON i.id = r.institute_id
WHERE r.confirmed_at IS NOT NULL
    AND (r.state = ANY(%(open)s) OR r.state = ANY(%(decided)s) AND r.decided_at >= %(since)s)
GROUP BY GROUPING SETS ((i.id, i.short_name), ())
ORDER BY grouping(i.id) DESC, 8 DESC NULLS LAST, 5 DESC NULLS LAST, 2, 1"""  # noqa: S608  constants alone


@dataclass(frozen=True)
class Speed:
    """Numbers and ages (hours, median and 95 %) of one institute; `institute` None: of all together."""

    institute: int | None
    name: str
    decided: int
    decided_median: float | None
    decided_most: float | None
    waiting: int
    waiting_median: float | None
    waiting_most: float | None


def since() -> datetime:
    """The first instant of the year that is looked at: midnight here, as the filter of the queue has it."""
    return timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=DAYS), time()))


def speeds(now: datetime | None = None) -> list[Speed]:
    """All institutes together, then each with a decision in the last year or something that waits; slow ones first.

    The age of a decision runs from the confirmation of the address; what is on hold or with the office waits too.
    """
    values: dict[str, Any] = {
        "now": now or timezone.now(),
        "since": since(),
        "open": list(OPEN),
        "decided": list(DECIDED),
    }
    with connection.cursor() as cursor:
        cursor.execute(QUERY, values)
        return [Speed(*row) for row in cursor.fetchall()]


def age(hours: float | None) -> str:
    """Hours below two days, days from there: `5 h`, `3.5 d`."""
    if hours is None:
        return ""
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.1f} d"


def context(user: Any) -> dict[str, Any]:
    """The table: own institutes first and marked; a number leads to its requests where the viewer sees them all."""
    own = institutes_of(user)
    everything = is_office.test(user, None) or is_administrator.test(user, None)
    rows = sorted(speeds(), key=lambda row: (row.institute is not None, row.institute not in own))
    cells = _cells(own, everything)
    lines = [{"pk": None, "url": "", "cells": [cell.html(row) for cell in cells]} for row in rows if _counts(row)]
    page = {"crumbs": [("Members", ""), ("Membership requests", reverse("approvals"))]}
    return {"columns": cells, "rows": lines, "page": page, "partly": not everything, "nav_key": "approvals"}


def _counts(row: Speed) -> bool:
    """The line of all together says nothing while there is no request."""
    return bool(row.decided or row.waiting)


def _cells(own: frozenset[int], everything: bool) -> tuple[Cell, ...]:
    def name(row: Speed) -> Any:
        if row.institute is None:
            return "all institutes"
        yours = components.tag("yours", "info") if row.institute in own else ""
        return format_html("{} {}", row.name, yours) if yours else row.name

    def place(row: Speed) -> str | None:
        return page_url("institute", row.institute) if row.institute is not None else None

    def decided(row: Speed) -> str | None:
        return _url(row, DECIDED, decided_at_from=f"{since():%Y-%m-%d}") if everything or row.institute in own else None

    def waiting(row: Speed) -> str | None:
        return _url(row, OPEN) if everything or row.institute in own else None

    return (
        Cell("Institute", name, href=place, primary=True),
        Cell("Decided", lambda row: components.number(row.decided), href=decided, numeric=True),
        Cell("Median", lambda row: age(row.decided_median), href=decided, numeric=True),
        Cell("95 %", lambda row: age(row.decided_most), href=decided, numeric=True),
        Cell("Waiting now", lambda row: components.number(row.waiting), href=waiting, numeric=True),
        Cell("Median age", lambda row: age(row.waiting_median), href=waiting, numeric=True),
        Cell("95 % age", lambda row: age(row.waiting_most), href=waiting, numeric=True),
    )


def _url(row: Speed, states: tuple[RequestState, ...], **more: str) -> str:
    chosen: dict[str, Any] = {"state": [state.value for state in states], **more}
    if row.institute is not None:
        chosen["institute"] = row.name
    return f"{reverse('approvals')}?{urlencode(chosen, doseq=True)}"
