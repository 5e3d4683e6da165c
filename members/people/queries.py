"""Reads about people: their status and first affiliation on a day.

These expressions stand in every list of people and are asked for on every page, so they are written
as SQL: Django takes longer to build such nested queries than the database to answer them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, CharField, Field, JSONField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Trim
from django.utils import timezone

from members.bylaws import bylaws
from members.people import identifiers, policy, privacy
from members.people.certificates import distinguished_name
from members.people.choices import Audience, IdentifierKind, PersonStatus
from members.people.models import Person, PersonAddress
from members.people.names import clean
from portal.lifecycle import MoveRefused
from portal.policy import facts

_CURRENT = "SELECT true FROM members_membership m WHERE m.person_id = members_person.id AND m.period @> %s::date"
# scalar subqueries, not EXISTS: of those PostgreSQL makes hash tables over all memberships to show fifty people
STATUS = f"""CASE
    WHEN members_person.deceased AND coalesce(members_person.deceased_on <= %s, true) THEN '{PersonStatus.DECEASED}'
    WHEN (SELECT true FROM members_suspension s WHERE s.person_id = members_person.id AND s.period @> %s::date
        AND ({_CURRENT} LIMIT 1) LIMIT 1)
        THEN '{PersonStatus.SUSPENDED}'
    ELSE (SELECT CASE
        WHEN bool_or(m.period @> %s::date AND (upper_inf(m.period) OR upper(m.period) > %s::date + %s))
        THEN '{PersonStatus.ACTIVE}'
        WHEN bool_or(m.period @> %s::date) THEN '{PersonStatus.EXPIRING}'
        WHEN bool_or(lower(m.period) > %s) THEN '{PersonStatus.FUTURE}'
        WHEN max(upper(m.period)) + %s > %s THEN '{PersonStatus.EXPIRED}'
        WHEN count(*) > 0 THEN '{PersonStatus.FORMER}' ELSE '{PersonStatus.NONE}' END
        FROM members_membership m WHERE m.person_id = members_person.id) END"""  # noqa: S608  constants alone
COMES_LATER = """coalesce(
    (SELECT min(lower(m.period)) > %s FROM members_membership m WHERE m.person_id = members_person.id), false)"""
FIRST = """(SELECT {column} FROM members_membership m {join}
    WHERE m.person_id = members_person.id AND (m.period @> %s::date) IS TRUE ORDER BY m.position, m.id LIMIT 1)"""
_INSTITUTE = "JOIN members_institute i ON i.id = m.institute_id"
_FORMER_NAME = "LEFT JOIN members_institutename n ON n.institute_id = i.id AND n.period @> %s::date"
_NOW, _THEN = "i.short_name", "coalesce(n.short_name, i.short_name)"
_CATEGORY = "LEFT JOIN members_category c ON c.id = m.category_id"
COLUMNS: dict[str, tuple[str, str, Field[Any, Any]]] = {
    "institute": (_NOW, _INSTITUTE, CharField()),
    "country": ("i.country", _INSTITUTE, CharField()),
    "category": ("c.name", _CATEGORY, CharField()),
}
AFFILIATION = f"""(SELECT jsonb_build_object('institute_id', m.institute_id, 'institute', {{called}},
    'country', i.country, 'category', c.name) FROM members_membership m {_INSTITUTE} {_CATEGORY} {{join}}
    WHERE m.person_id = members_person.id AND (m.period @> %s::date) IS TRUE
    ORDER BY m.position, m.id LIMIT 1)"""  # noqa: S608  constants alone
ORCID = """(SELECT p.value FROM members_personidentifier p
    WHERE p.person_id = members_person.id AND p.kind = 'ORCID' AND p.problem = '' LIMIT 1)"""

AUDIENCE = """coalesce((SELECT a.audience FROM members_fieldaudience a
    WHERE a.person_id = members_person.id AND a.field = %s AND a.audience = ANY(%s)), %s)"""
OWN_PEOPLE = """EXISTS (SELECT FROM members_membership m WHERE m.person_id = members_person.id
    AND m.institute_id = ANY(%s) AND (upper_inf(m.period) OR upper(m.period) > %s))"""


def shown_to(user: Any, field: str, column: str) -> RawSQL:
    """The SQL `column` of a person, NULL where `user` is not in the audience of `field`: `policy.may_see` of a list.

    What is NULL can neither be filtered nor sorted nor exported by who may not see it.
    """
    given, levels = privacy.rule(field), policy.audiences_of(user)
    if {given.shown, *given.choice} <= levels:
        return RawSQL(column, [], output_field=CharField())  # noqa: S611  constants
    chosen = [field, list(given.choice), given.shown]
    values: list[Any]
    test, values = f"{AUDIENCE} = ANY(%s)", [*chosen, [str(level) for level in levels]]
    institutes = facts(user).get("delegate_of", frozenset())
    if institutes and Audience.DELEGATES not in levels:
        test = f"{test} OR ({AUDIENCE} = '{Audience.DELEGATES}' AND {OWN_PEOPLE})"
        values += [*chosen, list(institutes), timezone.localdate()]
    own = facts(user).get("person_id") or 0
    sql = f"CASE WHEN members_person.id = %s OR {test} THEN {column} END"
    return RawSQL(sql, [own, *values], output_field=CharField())  # noqa: S611  constants and parameters


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
    """`institute`, `country` or `category` of the first membership that is current on the day.

    The institute is called what it was called on the day; names that are over are looked up only for days that are.
    """
    column, join, field = COLUMNS[what]
    values = [on]
    if what == "institute" and on < timezone.localdate():
        column, join, values = _THEN, f"{join} {_FORMER_NAME}", [on, on]
    return RawSQL(FIRST.format(column=column, join=join), values, output_field=field)  # noqa: S611  constants and parameters


def whole_affiliation(on: date) -> RawSQL:
    """All that `affiliation` knows, as one JSON object; NULL for nobody's."""
    over = on < timezone.localdate()
    sql = AFFILIATION.format(called=_THEN if over else _NOW, join=_FORMER_NAME if over else "")
    return RawSQL(sql, [on, on] if over else [on], output_field=JSONField())  # noqa: S611  constants and parameters


def orcid() -> RawSQL:
    """The valid ORCID iD."""
    return RawSQL(ORCID, [], output_field=CharField())  # noqa: S611  constants and parameters


def display_name() -> Trim:
    """Given name, family name and suffix as one text."""
    return Trim(Concat("given_name", Value(" "), "family_name", Value(" "), "suffix", output_field=CharField()))


_SIGNER = Signer(salt="members.people.address")
_CHECKS = {IdentifierKind.ORCID: identifiers.orcid, IdentifierKind.INSPIRE: identifiers.inspire_id}
ORCID_ISSUER = "https://orcid.org"
"""The issuer of ORCID's OpenID provider; its subjects are ORCID iDs."""


def confirmation_key(address: PersonAddress) -> str:
    """What only the mail to the address holds."""
    return _SIGNER.sign(f"{address.pk}:{address.address}")


def by_confirmation_key(key: str) -> PersonAddress | None:
    """The address whose mail holds `key`; None for a key that we did not make, and for an address that is gone."""
    try:
        pk, _, text = _SIGNER.unsign(key).partition(":")
    except BadSignature:
        return None
    return PersonAddress.objects.select_related("person").filter(pk=int(pk), address=text).first()


def check_identifier(kind: str, value: str, source: str = "", issuer: str = "") -> dict[str, str]:
    """The clean `value`, `source` and `issuer` of an identifier. Raises MoveRefused that says what is wrong."""
    if kind in _CHECKS:
        return {"value": _sound(_CHECKS[IdentifierKind(kind)](value), "write it down"), "source": "", "issuer": ""}
    if kind == IdentifierKind.ACCOUNT:
        value, source = clean(value), clean(source).lower()
        if not value or not source or " " in value:
            raise MoveRefused("a site account has a site and a user name without blanks")
        return {"value": value, "source": source, "issuer": ""}
    if kind == IdentifierKind.CERTIFICATE:
        subject = _sound(distinguished_name(value), "write the subject of the certificate")
        return {
            "value": subject,
            "source": "",
            "issuer": _sound(distinguished_name(issuer), "write the issuer of the certificate", "issuer: "),
        }
    raise MoveRefused("this kind of identifier is not kept by hand")


def _sound(checked: identifiers.Checked, missing: str, what: str = "") -> str:
    if not checked.value:
        raise MoveRefused(f"{what}{checked.problem}" if checked.problem else missing)
    return checked.value


def orcid_proved(person: Person, value: str) -> datetime | None:
    """When the person last signed in with this ORCID iD; None when never."""
    if person.user is None:
        return None
    rows = person.user.identities.filter(issuer__in=(ORCID_ISSUER, f"{ORCID_ISSUER}/"), subject=value)
    identity = rows.first()
    return (identity.last_used_at or identity.first_seen_at) if identity else None
