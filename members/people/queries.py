"""Reads about people: their status and first affiliation on a day.

These expressions stand in every list of people and are asked for on every page, so they are written
as SQL: Django takes longer to build such nested queries than the database to answer them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, Field, IntegerField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Trim

from members.bylaws import bylaws
from members.people.choices import PersonStatus

_CURRENT = "SELECT true FROM members_membership m WHERE m.person_id = members_person.id AND m.period @> %s::date"
# scalar subqueries, not EXISTS: of those PostgreSQL makes hash tables over all memberships to show fifty people
STATUS = f"""CASE
    WHEN members_person.deceased AND coalesce(members_person.deceased_on <= %s, true) THEN '{PersonStatus.DECEASED}'
    WHEN ({_CURRENT} AND EXISTS (SELECT FROM members_suspension s
        WHERE s.person_id = m.person_id AND s.period @> %s::date) LIMIT 1)
        THEN '{PersonStatus.SUSPENDED}'
    WHEN ({_CURRENT} AND (upper_inf(m.period) OR upper(m.period) > %s::date + %s) LIMIT 1) THEN '{PersonStatus.ACTIVE}'
    WHEN ({_CURRENT} LIMIT 1) THEN '{PersonStatus.EXPIRING}'
    ELSE (SELECT CASE WHEN bool_or(lower(m.period) > %s) THEN '{PersonStatus.FUTURE}'
        WHEN max(upper(m.period)) + %s > %s THEN '{PersonStatus.EXPIRED}'
        WHEN count(*) > 0 THEN '{PersonStatus.FORMER}' ELSE '{PersonStatus.NONE}' END
        FROM members_membership m WHERE m.person_id = members_person.id) END"""  # noqa: S608  constants alone
COMES_LATER = """coalesce(
    (SELECT min(lower(m.period)) > %s FROM members_membership m WHERE m.person_id = members_person.id), false)"""
FIRST = """(SELECT {column} FROM members_membership m {join}
    WHERE m.person_id = members_person.id AND m.period @> %s::date ORDER BY m.position, m.id LIMIT 1)"""
_INSTITUTE = "JOIN members_institute i ON i.id = m.institute_id"
_CATEGORY = "LEFT JOIN members_category c ON c.id = m.category_id"
COLUMNS: dict[str, tuple[str, str, Field[Any, Any]]] = {
    "institute_id": ("m.institute_id", "", IntegerField()),
    "institute": ("i.short_name", _INSTITUTE, CharField()),
    "country": ("i.country", _INSTITUTE, CharField()),
    "category": ("c.name", _CATEGORY, CharField()),
}
ORCID = """(SELECT p.value FROM members_personidentifier p
    WHERE p.person_id = members_person.id AND p.kind = 'ORCID' AND p.problem = '' LIMIT 1)"""


def status(on: date) -> RawSQL:
    """The status of a person on a day, from the memberships alone.

    Suspended: a member who may not enter for a while. Expiring: the last of the current memberships ends within the
    days of the by-laws. Future: none is current, but one begins later. Expired: none is current, and the last ended
    within the days of grace, in which access is restricted. Former: longer ago.
    """
    rules = bylaws().memberships
    values = [on, on, on, on, on, rules.expiring_days, on, on, rules.grace_days, on]
    return RawSQL(STATUS, values, output_field=CharField())  # noqa: S611  constants and parameters


def comes_later(on: date) -> RawSQL:
    """Whether the first membership begins after the day."""
    return RawSQL(COMES_LATER, [on], output_field=BooleanField())  # noqa: S611  constants and parameters


def affiliation(what: str, on: date) -> RawSQL:
    """`institute_id`, `institute`, `country` or `category` of the first membership that is current on the day."""
    column, join, field = COLUMNS[what]
    return RawSQL(FIRST.format(column=column, join=join), [on], output_field=field)  # noqa: S611  constants and parameters


def orcid() -> RawSQL:
    """The valid ORCID iD."""
    return RawSQL(ORCID, [], output_field=CharField())  # noqa: S611  constants and parameters


def display_name() -> Trim:
    """Given name, family name and suffix as one text."""
    return Trim(Concat("given_name", Value(" "), "family_name", Value(" "), "suffix", output_field=CharField()))
