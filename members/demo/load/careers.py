"""Institutes join and leave, people are admitted, move, leave and die."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest
from typing import Any

from django.contrib.auth.hashers import make_password

from members.demo.careers import TERM_CATEGORIES
from members.demo.careers import Membership as Stretch
from members.demo.institutes import Institute as Site
from members.demo.load.record import Happening, Record
from members.demo.people import Person as Somebody
from members.institutes.models import Institute
from members.memberships.choices import Ending
from members.memberships.models import Membership
from members.people.choices import IdentifierKind
from members.people.models import Person, PersonIdentifier
from portal.accounts.models import User
from portal.demo import Act, uuid_of
from portal.periods import Period

SECOND_SHARE = 40
"""Percent of the research time at the second of two places."""


def sites(record: Record) -> Iterator[Happening]:
    """The institutes, each from its first day on."""
    for site in record.demo.institutes:
        yield record.opening(site.joined_on), partial(_join, record, site)
        if site.left_on is not None:
            yield record.opening(site.left_on), partial(_leave, record, site)


def _join(record: Record, site: Site, at: datetime) -> None:
    copied = (
        *("name", "short_name", "kind", "address", "city", "country", "domain", "inspire_name", "ror"),
        *("latitude", "longitude", "funding_agency"),
    )
    record.institutes[site.key] = record.story.create(
        Institute,
        record.act(at, "admit institute", record.office(at), "decided by the institutional board"),
        uuid=uuid_of(site.key),
        period=Period(site.joined_on, None),
        **{name: getattr(site, name) for name in copied},
    )


def _leave(record: Record, site: Site, at: datetime) -> None:
    act = record.act(at, "end institute", record.office(at), "the group left the experiment")
    record.story.change(record.institutes[site.key], act, period=Period(site.joined_on, site.left_on))


def careers(record: Record) -> Iterator[Happening]:
    """Everybody's memberships, one after the other. Who came by a request is admitted by that."""
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    for row in sorted(record.demo.memberships, key=lambda row: (row.from_on, row.position)):
        stretches[row.person].append(row)
    requested = {request.membership: request.decided_at for request in record.demo.requests}
    for rows in stretches.values():
        at = requested.get(rows[0].key)
        if at is None:
            at = _decided(record, rows[0])
            yield at, partial(_admit, record, rows[0])
        yield from _career(record, rows, at)


def _career(record: Record, rows: list[Stretch], at: datetime) -> Iterator[Happening]:
    """What follows the first admission at `at`."""
    deceased_on = record.somebody[rows[0].person].deceased_on
    for row, following in zip_longest(rows, rows[1:]):
        followed = following is not None and following.position == 0 and following.from_on == row.until
        if row.until is not None and _is_open(record, row) and not followed and deceased_on is None:
            yield max(at + timedelta(hours=1), record.before(row.until, 30)), partial(_end, record, row)
        if following is not None:
            at = max(at + timedelta(hours=1), _decided(record, following))
            yield at, partial(_go_on, record, following, row if followed else None)
    if deceased_on is not None:
        yield record.moment(deceased_on + timedelta(days=6)), partial(_die, record, rows[-1])


def _decided(record: Record, row: Stretch) -> datetime:
    """Some days before the first day, but when the institute was a member already."""
    joined_on = record.sites[row.institute].joined_on
    return max(record.before(row.from_on, 20), record.moment(joined_on))


def _is_open(record: Record, row: Stretch) -> bool:
    """Whether nobody knew the end when it began: a contract of limited term tells it, and so does what is planned."""
    return row.category not in TERM_CATEGORIES and (row.until is None or row.until <= record.demo.today)


def _admit(record: Record, row: Stretch, at: datetime) -> None:
    admit(record, row, record.act(at, "admit", record.decider(row.institute, at, row.person)))


def admit(record: Record, row: Stretch, act: Act) -> Membership:
    """The account, the person and the first membership."""
    somebody = record.somebody[row.person]
    email = _address(record, row)
    record.accounts[row.person] = account = record.story.create(
        User,
        act,
        username=somebody.username,
        email=email,
        password=make_password(None),
        created_at=act.at,
        **record.persona(person=row.person),
    )
    record.people[row.person] = person = record.story.create(
        Person,
        act,
        uuid=uuid_of(somebody.key),
        user=account,
        email=email,
        email_confirmed_at=act.at,
        **_named(somebody),
    )
    for kind, value in ((IdentifierKind.ORCID, somebody.orcid), (IdentifierKind.INSPIRE, somebody.inspire_id)):
        if value:
            record.story.create(PersonIdentifier, act, person=person, kind=kind, value=value)
    return _add(record, row, act)


def _named(somebody: Somebody) -> dict[str, Any]:
    name = somebody.name
    person = Person(
        given_name=name.given,
        family_name=name.family,
        suffix=name.suffix,
        native_name=name.native,
        paper_name=name.printed,
        paper_given=name.printed_given,
        paper_family=name.printed_family,
        sort_override=name.sort_as,
    )
    person.derive()
    names = ("given_name", "family_name", "suffix", "native_name", "sort_override", "sort_key", "search_name")
    return {field: getattr(person, field) for field in (*names, "paper_name", "paper_given", "paper_family")}


def _address(record: Record, row: Stretch) -> str:
    """The address in use from a stretch on: the local part stays for life, the domain is the institute's."""
    local = record.somebody[row.person].email.partition("@")[0]
    return f"{local}@{record.institutes[row.institute].domain}"


def _add(record: Record, row: Stretch, act: Act) -> Membership:
    record.memberships[row.key] = membership = record.story.create(
        Membership,
        act,
        person=record.people[row.person],
        institute=record.institutes[row.institute],
        category=record.categories[row.category],
        period=Period(row.from_on, None if _is_open(record, row) else row.until),
        connection=row.connection,
        position=row.position,
        share=_share(record, row),
        sponsor=_sponsor(record, row),
    )
    return membership


def _share(record: Record, row: Stretch) -> int | None:
    """Who is at two places at once tells how the time is shared; the others need not."""
    beside = [other for other in record.careers[row.person] if other.position != row.position and _overlap(row, other)]
    if not beside:
        return None
    return SECOND_SHARE if row.position else 100 - SECOND_SHARE


def _overlap(row: Stretch, other: Stretch) -> bool:
    return (row.until is None or other.from_on < row.until) and (other.until is None or row.from_on < other.until)


def _sponsor(record: Record, row: Stretch) -> Person | None:
    """For a guest somebody of the faculty there, who was known on that day."""
    if not record.categories[row.category].needs_sponsor:
        return None
    hosts = (
        other.person
        for other in record.demo.memberships
        if (other.institute, other.category) == (row.institute, "faculty") and other.holds_on(row.from_on)
    )
    return next((record.people[host] for host in hosts if host in record.people and host != row.person), None)


def _go_on(record: Record, row: Stretch, previous: Stretch | None, at: datetime) -> None:
    """The next stretch of a career: right after `previous`, after a break, or beside what goes on."""
    if row.position:
        verb = "add affiliation"
    elif previous is None:
        verb = "admit"
    else:
        verb = "renew" if previous.institute == row.institute else "transfer"
    act = record.act(at, verb, record.decider(row.institute, at, row.person))
    if previous is not None:
        _close(record, previous, act, _ending(previous, row))
    _add(record, row, act)
    email = _address(record, row)
    if email != record.people[row.person].email and not row.position:
        record.story.change(record.people[row.person], act, email=email, email_confirmed_at=at)
        record.story.change(record.accounts[row.person], act, email=email)


def _ending(row: Stretch, following: Stretch) -> str:
    if row.institute != following.institute:
        return Ending.TRANSFERRED
    return Ending.CATEGORY if row.category != following.category else Ending.TERM


def _close(record: Record, row: Stretch, act: Act, ending: str) -> None:
    """The day, where nobody knew it from the beginning, and why."""
    told: dict[str, Any] = {"period": Period(row.from_on, row.until)} if _is_open(record, row) else {}
    record.story.change(record.memberships[row.key], act, ending=ending, **told)


def _end(record: Record, row: Stretch, at: datetime) -> None:
    left = record.sites[row.institute].left_on == row.until
    act = record.act(at, "end", record.decider(row.institute, at, row.person))
    _close(record, row, act, Ending.INSTITUTE if left else Ending.LEFT)


def _die(record: Record, last: Stretch, at: datetime) -> None:
    died_on = record.somebody[last.person].deceased_on
    act = record.act(at, "record death", record.office(at))
    record.story.change(record.people[last.person], act, deceased=True, deceased_on=died_on)
    record.story.change(record.accounts[last.person], act, is_active=False)
    _close(record, last, act, Ending.DECEASED)
