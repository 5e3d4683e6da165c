"""The verbs of an institute: edit, rename, take over facts from ROR, and its ties to other institutes.

What also moves people (merge, split, leave) is in `members.accession`, since memberships are right of here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.institutes import policy, queries
from members.institutes.choices import InstituteKind, Tie
from members.institutes.models import Institute, InstituteName, InstituteTie
from members.institutes.ror import RorRecord
from members.people import identifiers
from members.people.names import clean
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require

FACTS = (
    *("name", "short_name", "address", "city", "country", "domain", "inspire_name", "ror"),
    *("latitude", "longitude", "funding_agency"),
)


@transaction.atomic
def edit(institute: Institute, *, by: Any, reason: str = "", **facts: Any) -> None:
    """Correct facts; a new name with effect from a day is `rename`. Raises MoveRefused, Denied."""
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of an institute: {sorted(unknown)}")
    with recorded("edit", by=by, reason=reason):
        lock(institute)
        require(by, policy.EDIT, institute)
        if facts.get("ror"):
            facts["ror"] = _free_ror(institute, facts["ror"])
        for name, value in facts.items():
            setattr(institute, name, value)
        if (institute.latitude is None) != (institute.longitude is None):
            raise MoveRefused("latitude and longitude go together")
        institute.save(update_fields=list(facts))


def take_ror(institute: Institute, record: RorRecord, *, fields: Iterable[str], by: Any) -> None:
    """Take over `fields` of a ROR record; both coordinates or none. Raises MoveRefused, Denied."""
    wanted = set(fields)
    if wanted & {"latitude", "longitude"}:
        wanted |= {"latitude", "longitude"}
    facts = {name: value for name, value in asdict(record).items() if name in wanted}
    edit(institute, by=by, reason=f"from the ROR record {record.ror}", **facts)


def _free_ror(institute: Institute, text: str) -> str:
    checked = identifiers.ror(text)
    if checked.problem:
        raise MoveRefused(f"ROR: {checked.problem}")
    other = Institute.objects.filter(ror=checked.value).exclude(pk=institute.pk).first() if checked.value else None
    if other is not None:
        raise MoveRefused(f"ROR: {checked.value} is that of {other}")
    return checked.value


@transaction.atomic
def rename(
    institute: Institute, *, on: date, name: str, short_name: str, address: str, by: Any, reason: str = ""
) -> None:
    """Another name or address from a day on; the former one stays true of the days before. Raises MoveRefused, Denied.

    The day is today or earlier, because the institute carries what it is called now.
    """
    with recorded("rename", by=by, reason=reason):
        lock(institute)
        require(by, policy.EDIT, institute)
        fresh = {"name": clean(name), "short_name": clean(short_name), "address": clean(address)}
        former = {field: getattr(institute, field) for field in fresh}
        if not fresh["name"] or not fresh["short_name"]:
            raise MoveRefused("an institute has a name and a short name")
        if fresh == former:
            raise MoveRefused("name and address are the same as now")
        _not_to_come(on)
        last = institute.former_names.order_by("-period").first()
        since = last.period.upper if last else institute.period.lower
        if on <= since:
            raise MoveRefused(f"the present name holds since {since}: the new one has to begin after that day")
        InstituteName.objects.create(institute=institute, period=Period(since, on), **former)
        for field, value in fresh.items():
            setattr(institute, field, value)
        institute.save(update_fields=list(fresh))


@transaction.atomic
def join_cluster(institute: Institute, *, cluster: Institute, on: date, by: Any, reason: str = "") -> InstituteTie:
    """The institute votes with others from a day on. Raises MoveRefused, Denied."""
    with recorded("join_cluster", by=by, reason=reason):
        lock(institute, cluster)
        require(by, policy.EDIT, institute)
        if cluster.kind != InstituteKind.CLUSTER:
            raise MoveRefused(f"{cluster} is no cluster")
        if institute.kind != InstituteKind.FULL:
            raise MoveRefused(f"only full members are part of a cluster, and {institute} is {_kind(institute)}")
        return _tie(institute, Tie.CLUSTER, cluster, on)


@transaction.atomic
def leave_cluster(institute: Institute, *, on: date, by: Any, reason: str = "") -> None:
    """The institute votes for itself from a day on. Raises MoveRefused, Denied."""
    with recorded("leave_cluster", by=by, reason=reason):
        lock(institute)
        require(by, policy.EDIT, institute)
        _end_tie(institute, Tie.CLUSTER, on, "is part of no cluster")


@transaction.atomic
def put_under_host(institute: Institute, *, host: Institute, on: date, by: Any, reason: str = "") -> InstituteTie:
    """The institute is an associate from a day on; the time of a former host ends. Raises MoveRefused, Denied."""
    with recorded("put_under_host", by=by, reason=reason):
        lock(institute, host)
        require(by, policy.EDIT, institute)
        if institute.kind != InstituteKind.ASSOCIATE or on > institute.period.lower:
            _not_to_come(on)
        if host.kind not in (InstituteKind.FULL, InstituteKind.CLUSTER):
            raise MoveRefused(f"a host is a full member, and {host} is {_kind(host)}")
        if institute.kind not in (InstituteKind.FULL, InstituteKind.ASSOCIATE):
            raise MoveRefused(f"{institute} is {_kind(institute)}, which stands under no host")
        below = queries.leaning_on(institute, on).first()
        if below is not None:
            raise MoveRefused(f"{below.institute} stands under {institute}: a host is nobody's associate")
        for kind in (Tie.HOST, Tie.CLUSTER):
            now = queries.tie_on(institute, kind, on)
            if now is not None and now.other_id == host.pk and kind == Tie.HOST:
                raise MoveRefused(f"{institute} stands under {host} already")
            if now is not None:
                _end_tie(institute, kind, on, "")
        made = _tie(institute, Tie.HOST, host, on)
        institute.kind = InstituteKind.ASSOCIATE
        institute.save(update_fields=["kind"])
        return made


@transaction.atomic
def leave_host(institute: Institute, *, on: date, by: Any, reason: str = "") -> None:
    """The associate is a full member from a day on. Raises MoveRefused, Denied."""
    with recorded("leave_host", by=by, reason=reason):
        lock(institute)
        require(by, policy.EDIT, institute)
        _not_to_come(on)
        _end_tie(institute, Tie.HOST, on, "stands under no host")
        institute.kind = InstituteKind.FULL
        institute.save(update_fields=["kind"])


def lock(*institutes: Institute) -> None:
    """Lock the rows in one order, so that two verbs never wait for each other, and read them again."""
    wanted = {institute.pk for institute in institutes}
    list(Institute.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    for institute in institutes:
        institute.refresh_from_db()


def _not_to_come(on: date) -> None:
    """The kind of an institute is that of now, so that it changes on the day and not before."""
    if on > timezone.localdate():
        raise MoveRefused(f"{on} is still to come: enter it on the day from which it holds")


def _kind(institute: Institute) -> str:
    return str(InstituteKind(institute.kind).label)


def _tie(institute: Institute, kind: Tie, other: Institute, on: date) -> InstituteTie:
    """A tie without an end. Raises MoveRefused for what makes no sense."""
    if institute.pk == other.pk:
        raise MoveRefused(f"{institute} cannot be tied to itself")
    for place in (institute, other):
        if on not in place.period:
            raise MoveRefused(f"{place} is not in the collaboration on {on} ({span(place.period)})")
    later = institute.ties.filter(kind=kind, period__overlap=Period(on, None)).select_related("other").first()
    if later is not None:
        words = f"{institute} is {later.get_kind_display()} {later.other} already ({span(later.period)})"
        raise MoveRefused(words)
    return InstituteTie.objects.create(
        institute=institute, kind=kind, other=other, period=Period(on, institute.period.upper)
    )


def _end_tie(institute: Institute, kind: Tie, on: date, none: str) -> None:
    tie = queries.tie_on(institute, kind, on)
    if tie is None:
        raise MoveRefused(f"{institute} {none} on {on}")
    if on <= tie.period.lower:
        raise MoveRefused(f"it began on {tie.period.lower} and can end after that day")
    tie.period = Period(tie.period.lower, on)
    tie.save(update_fields=["period"])


def span(period: Any) -> str:
    """`from 2019-03-01`, `from 2019-03-01 until 2024-02-29`: the last day, not the day after."""
    if period.upper is None:
        return f"from {period.lower}"
    return f"from {period.lower} until {period.upper - timedelta(days=1)}"
