"""Institutes stand in clusters and under hosts; one asks to join, and one has announced that it leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from members.accession.choices import ApplicationState, DepartureState, DocumentKind
from members.accession.models import Application, Departure, DepartureReminder, Document
from members.demo.institutes import Institute as Site
from members.demo.institutes import countries, founded_on
from members.demo.load.record import Happening, Record
from members.institutes.choices import InstituteKind, Tie
from members.institutes.models import Institute, InstituteTie
from members.requests.choices import RequestState
from portal.demo import uuid_of
from portal.periods import Period

CLUSTERS = ("IT", "JP")
PARTS = 3
"""Institutes of a cluster; they vote together."""
LEAVES_IN = timedelta(days=75)
ANNOUNCED, REMINDER = timedelta(days=40), 90
FILES = (
    (DocumentKind.INTENT, "Letter-of-intent"),
    (DocumentKind.CV, "CV-of-the-group-leader"),
    (DocumentKind.RECOMMENDATION, "Recommendation-first"),
    (DocumentKind.RECOMMENDATION, "Recommendation-second"),
    (DocumentKind.OPERATION, "Maintenance-and-operation"),
)
PDF = "%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n% {title}, invented\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def ties(record: Record) -> Iterator[Happening]:
    """Two clusters since the foundation, and the hosts of the associates."""
    for country in CLUSTERS:
        yield record.opening(founded_on(record.demo.today)), partial(_found_cluster, record, country)
        for site in parts(record, country):
            yield record.opening(site.joined_on) + timedelta(hours=1), partial(_join_cluster, record, country, site)
    for site in record.demo.institutes:
        host = _host(record, site) if site.kind == InstituteKind.ASSOCIATE else None
        if host is not None:
            since = max(site.joined_on, host.joined_on)
            yield record.opening(since) + timedelta(hours=1), partial(_put_under, record, site, host)


def parts(record: Record, country: str) -> list[Site]:
    """The institutes of the cluster: the first full members of the country that stayed."""
    there = [site for site in record.demo.institutes if site.country == country and site.left_on is None]
    return [site for site in there if site.kind == InstituteKind.FULL][:PARTS]


def _host(record: Record, site: Site) -> Site | None:
    """A full member that stayed, of the same country if there is one."""
    able = [one for one in record.demo.institutes if one.kind == InstituteKind.FULL and one.left_on is None]
    return next((one for one in able if one.country == site.country), able[0] if able else None)


def _found_cluster(record: Record, country: str, at: datetime) -> None:
    name = countries()[country]["name"]
    record.institutes[f"cluster {country}"] = record.story.create(
        Institute,
        record.act(at, "found cluster", record.office(at), "the institutes vote together"),
        uuid=uuid_of(f"cluster {country}"),
        name=f"Cluster of institutes in {name}",
        short_name=f"Cluster {name}",
        kind=InstituteKind.CLUSTER,
        country=country,
        period=Period(at.date(), None),
    )


def _join_cluster(record: Record, country: str, site: Site, at: datetime) -> None:
    _tie(record, Tie.CLUSTER, site.key, f"cluster {country}", at)


def _put_under(record: Record, site: Site, host: Site, at: datetime) -> None:
    _tie(record, Tie.HOST, site.key, host.key, at)


def _tie(record: Record, kind: Tie, key: str, other: str, at: datetime) -> None:
    record.story.create(
        InstituteTie,
        record.act(at, "join cluster" if kind == Tie.CLUSTER else "put under host", record.office(at)),
        institute=record.institutes[key],
        kind=kind,
        other=record.institutes[other],
        period=Period(at.date(), None),
    )


def way_in_and_out(record: Record) -> Iterator[Happening]:
    """An application that waits for the board, and a departure that everybody knows of."""
    filed = record.moment(record.demo.today - timedelta(days=34))
    yield filed, partial(_file, record)
    yield filed + timedelta(days=6), partial(_submit, record)
    yield record.moment(record.demo.today - ANNOUNCED), partial(_announce, record)


def _file(record: Record, at: datetime) -> None:
    office = record.office(at)
    application = record.story.create(
        Application,
        record.act(at, "file application", office),
        institute_name="Universität Tauernbrunn",
        short_name="Univ. Tauernbrunn",
        city="Tauernbrunn",
        country="AT",
        contact_name="Leonie Achensee",
        contact_email="leonie.achensee@tauernbrunn.example",
        delegate_name="Leonie Achensee",
        delegate_email="leonie.achensee@tauernbrunn.example",
        deputy_name="Jonas Wildspitz",
        deputy_email="jonas.wildspitz@tauernbrunn.example",
        interests="Tau decays, and the operation of the vertex detector.",
        manpower={"faculty": 1, "postdoc": 2, "phd": 3},
        filed_by=record.accounts.get(office),
        filed_at=at,
    )
    record.applications.append(application)


def _submit(record: Record, at: datetime) -> None:
    act = record.act(at, "submit", record.office(at))
    facts = {"state": ApplicationState.SUBMITTED, "submitted_at": at}
    record.story.change(record.applications[-1], act, **facts)


def leaver(record: Record) -> Site:
    """A small full member that stands to no other and where nobody asks to come."""
    demo = record.demo
    tied = {site.key for country in CLUSTERS for site in parts(record, country)}
    hosts = (_host(record, site) for site in demo.institutes if site.kind == InstituteKind.ASSOCIATE)
    tied |= {host.key for host in hosts if host is not None} | {demo.vacant_institute}
    tied |= {row.institute for row in demo.requests if row.state in (RequestState.WAITING, RequestState.UNCONFIRMED)}
    cast = {persona.person for persona in demo.personas}
    tied |= {row.institute for row in demo.memberships if row.person in cast or row.from_on > demo.today}
    size = {
        site.key: sum(row.institute == site.key and row.holds_on(demo.today) for row in demo.memberships)
        for site in demo.institutes
        if site.key not in tied and site.kind == InstituteKind.FULL and site.left_on is None
    }
    key = min((key for key in size if size[key] >= 3), key=lambda key: (size[key], key))
    return record.sites[key]


def _announce(record: Record, at: datetime) -> None:
    site, office = leaver(record), record.office(at)
    act = record.act(at, "announce departure", office, "the group moves to another experiment")
    on = record.demo.today + LEAVES_IN
    record.story.create(
        Departure,
        act,
        institute=record.institutes[site.key],
        on=on,
        reason=act.reason,
        state=DepartureState.ANNOUNCED,
        announced_by=record.accounts.get(office),
        announced_at=at,
    )
    record.story.change(record.institutes[site.key], act, period=Period(site.joined_on, on))


def documents(record: Record) -> None:
    """The files of the application, and the reminder that was sent. The rows must be written."""
    for application in record.applications:
        made = []
        for kind, title in FILES:
            content = PDF.replace("{title}", title).encode()
            facts = {"content": content, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            facts |= {"kind": kind, "file_name": f"{title}.pdf", "media_type": "application/pdf"}
            made.append(Document(application=application, uploaded_by=application.filed_by, **facts))
        Document.objects.bulk_create(made)
        Document.objects.filter(application=application).update(uploaded_at=application.filed_at)
    for departure in Departure.objects.filter(state=DepartureState.ANNOUNCED):
        DepartureReminder.objects.create(departure=departure, days=REMINDER, sent=True)
        sent = departure.announced_at + (ANNOUNCED + LEAVES_IN - timedelta(days=REMINDER))
        DepartureReminder.objects.filter(departure=departure).update(recorded_at=sent)
