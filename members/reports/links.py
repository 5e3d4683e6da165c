"""Addresses of the lists that prove a number: the same people, the same day, nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from members.institutes.choices import InstituteKind, InstituteStatus
from members.people.choices import BELONGING
from members.reports.queries import Scope
from portal.listing.base import NONE


def _day(on: date) -> dict[str, Any]:
    return {} if on == timezone.localdate() else {"as_of": on.isoformat()}


def _countries(scope: Scope) -> dict[str, Any]:
    return {} if scope.countries is None else {"country": [code or NONE for code in scope.countries]}


def people(scope: Scope, categories: list[str] | None = None, on: date | None = None, **more: Any) -> str:
    """Everybody who belongs on the day, by first affiliation; an empty name of a category means none."""
    chosen: dict[str, Any] = {"status": list(BELONGING), **_countries(scope), **more}
    if categories is not None:
        chosen["category"] = [name or NONE for name in categories]
    return f"{reverse('people')}?{urlencode(chosen | _day(on or scope.on), doseq=True)}"


def turned(scope: Scope, turn: str, year: int) -> str:
    """Who joined or left in the year."""
    value = ",".join([str(year), *(scope.countries or ())])
    return f"{reverse('people')}?{urlencode({turn: value} | _day(scope.on))}"


def institutes(scope: Scope, on: date | None = None) -> str:
    """The institutes of the collaboration on the day."""
    kinds = [kind.value for kind in InstituteKind if kind != InstituteKind.EXTERNAL]
    chosen = {"status": InstituteStatus.MEMBER.value, "kind": kinds, **_countries(scope)}
    return f"{reverse('institutes')}?{urlencode(chosen | _day(on or scope.on), doseq=True)}"
