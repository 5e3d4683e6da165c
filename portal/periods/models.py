"""The period field, its constraints, and queries as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

Period = DateRange
"""`Period(from, until)`: a half-open range of days, `until` excluded, either end may be None."""


PeriodField = DateRangeField
"""A column of such ranges (PostgreSQL writes every daterange half-open)."""


def current_q(on: date | None = None, field: str = "period") -> Q:
    """True on the day `on` (today when None)."""
    return Q(**{f"{field}__contains": on or timezone.localdate()})


class PeriodQuerySet(models.QuerySet[Any]):
    """Adjectives for rows with a `period`."""

    def current(self, on: date | None = None) -> Self:
        """Rows that are true on the day `on` (today when None)."""
        return self.filter(current_q(on))


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows that agree in `fields` may overlap in `period`."""
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), ("period", RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message="overlaps another period of the same kind",
    )


def not_empty(name: str) -> models.CheckConstraint:
    """A period has at least one day and a beginning."""
    return models.CheckConstraint(
        name=name,
        condition=Q(period__isempty=False) & Q(period__lower_inf=False),
        violation_error_message="the period must begin on a day and end after it",
    )
