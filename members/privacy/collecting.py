"""Everything that this package and the kernel hold about a person, as sections of rows for a reader."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models
from django.utils import timezone

from members.dumps.models import Decision
from members.people.models import Merge, Person
from members.privacy import holdings
from members.privacy.models import Acceptance, PrivateView
from members.privacy.queries import Subject, subject
from members.requests.models import RequestAlarm, RequestNote
from portal.accounts.models import Identity, Session, User
from portal.accounts.panels import browser_name
from portal.history import entries
from portal.listing.exports import harmless
from portal.registry import registry

SECRET = {"token", "password", "session_key", "session_data", "data", "sort_key", "search_name", "uuid"}
"""Columns that open something, or that the machine derives; told to nobody."""
OWN = (
    ("Identifiers", "identifiers"),
    ("Earlier names", "former_names"),
    ("Further addresses", "addresses"),
    ("Who sees which field", "audiences"),
    ("Memberships", "memberships"),
    ("Suspensions", "suspensions"),
    ("Delegate of", "delegations"),
    ("Appointments", "appointments"),
    ("Nominations", "nominations"),
    ("Corrections in reviews", "corrections"),
    ("Authorship", "authorships"),
    ("Footnotes on papers", "author_notes"),
)
"""Tables that refer to a person, by what a reader calls them."""
STORY = tuple(name for _, name in OWN)
"""Their rows of the past belong to the history of the person."""
TOLD = {
    *("portal.Identity.user", "portal.Session.user", "account.EmailAddress.user", "mfa.Authenticator.user"),
    *("members.Person.user", "members.Person.merged_into", "members.Merge.kept", "members.Merge.gone"),
    *("members.MembershipRequest.person", "members.PrivateView.person", "members.Decision.person"),
    *("members.Acceptance.person", "members.Acceptance.user"),
}
"""Columns whose rows have a section of their own, beside those of OWN."""
KEY_IN_LINK = re.compile(r"(https?://[^\s]*?/)[\w:=-]{20,}")
"""What a link in a mail opens is not told again: the office may read this as well."""
Rows = list[dict[str, Any]]


def sections(person: Person) -> Iterator[tuple[str, Rows]]:
    """All sections, those of the packages to the right included; one without rows says that nothing is held."""
    for provider in sorted(registry.personal, key=lambda item: item.order):
        yield from provider.collect(person)


def collect(person: Person) -> Iterator[tuple[str, Rows]]:
    """What the members package and the kernel hold."""
    who = subject(person)
    people = Person.everybody.filter(pk__in=who.people).order_by("pk")
    yield "Record", [told(row) for row in people]
    for title, name in OWN:
        yield title, [told(row, "person") for one in people for row in getattr(one, name).all()]
    for title, name in (
        ("Reminders", "reminders"),
        ("Policies applied", "policy_notes"),
        ("Where to go on when the institute leaves", "onward"),
    ):
        memberships = (membership for one in people for membership in one.memberships.all())
        yield title, [told(row) for membership in memberships for row in getattr(membership, name).all()]
    merges = Merge.objects.filter(models.Q(kept__in=who.people) | models.Q(gone__in=who.people))
    yield "Merged records", [told(row, "moved") for row in merges]
    yield "Membership requests", [told(row) for row in who.requests()]
    notes = RequestNote.objects.filter(request__in=who.requests().values("pk")).select_related("request")
    yield "Internal notes on requests", [told(row, "by") for row in notes]
    alarms = RequestAlarm.objects.filter(request__in=who.requests().values("pk")).select_related("request")
    yield "Reminders of requests", [told(row) for row in alarms.order_by("pk")]
    yield "Invitations", [told(row) for row in who.invitations()]
    yield "Mails", [_mail(effect) for effect in who.mails().order_by("created_at", "pk")]
    yield from _account(who)
    yield from _elsewhere(who)
    rows = Acceptance.objects.filter(models.Q(person__in=who.people) | models.Q(user__in=who.users)).select_related(
        "version"
    )
    yield "Privacy notices accepted", [told(row, "person", "user") for row in rows]
    yield "Who saw private fields", [_look(row) for row in PrivateView.objects.filter(person__in=who.people)]
    lists = PrivateView.objects.filter(person=None, at__date__gte=_first_day(people))
    yield "Lists with private fields", [_list(row) for row in lists]
    yield "History", [line for one in people for line in history(one, STORY)]
    yield "History of requests", [line for request in who.requests() for line in history(request)]


def _elsewhere(who: Subject) -> Iterator[tuple[str, Rows]]:
    """Where something else names the person."""
    yield "Applications of institutes", holdings.applications(who)
    yield "Confirmed in reviews", holdings.confirmed(who)
    yield "Frozen author lists", holdings.frozen_lists(who)
    decisions = Decision.objects.filter(person__in=who.people).order_by("pk")
    yield "Decisions about imported rows", [told(row, "key", "person") for row in decisions]
    yield "Imported files", holdings.imports(who, plain)
    yield "Named in other records", holdings.named_in(who, shown_in_full(), plain)


def shown_in_full() -> set[str]:
    """Columns that lead to rows which a section tells in full, of this package or another."""
    own = {Person._meta.get_field(name).field for _, name in OWN}  # type: ignore[union-attr]
    others = {column for provider in registry.personal for column in provider.tells}
    return TOLD | others | {f"{column.model._meta.label}.{column.name}" for column in own}


def told(row: models.Model, *without: str) -> dict[str, Any]:
    """The columns of a row by their names, references by what they are called; empty ones and secrets are left out."""
    found = {}
    for column in row._meta.concrete_fields:
        if column.primary_key or column.name in SECRET or column.name in without:
            continue
        value = getattr(row, column.name)
        if value in (None, "", [], {}):
            continue
        label = str(column.verbose_name)
        label = f"{label[:1].upper()}{label[1:]}"
        shown = getattr(row, f"get_{column.name}_display", None)
        found[label] = plain(shown() if shown else value)
    return found


def plain(value: Any) -> Any:
    """As JSON and CSV hold it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return period_words(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def period_words(period: Any) -> str:
    """With its last day, as all pages have it; the record holds the first day after."""
    return f"from {period.lower} until {period.upper - timedelta(days=1)}" if period.upper else f"from {period.lower}"


def history(row: models.Model, related: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """One line for each change, with who made it and why."""
    for entry in entries(row, related=related):
        facts = {"At": plain(entry.at), "By": entry.who, "What": entry.verb or entry.label, "Why": entry.reason}
        if not entry.changes:
            yield facts
        for change in entry.changes:
            yield facts | dict(zip(("Field", "Before", "After"), change, strict=True))


def _mail(effect: Any) -> dict[str, Any]:
    mail = effect.payload
    return {
        "To": mail.get("to", ""),
        "Subject": mail.get("subject", ""),
        "State": effect.get_state_display(),
        "Asked for": plain(effect.created_at),
        "Sent": plain(effect.done_at) if effect.done_at else "",
        "Text": KEY_IN_LINK.sub(r"\1…", mail.get("text", "")),
    }


def _account(who: Subject) -> Iterator[tuple[str, Rows]]:
    yield "Accounts", [told(row) for row in User.objects.filter(pk__in=who.users)]
    yield "Identities", [told(row, "user") for row in Identity.objects.filter(user__in=who.users)]
    factors = Authenticator.objects.filter(user__in=who.users).order_by("pk")
    yield "Second factors", [told(row, "user") for row in factors]
    addresses = EmailAddress.objects.filter(user__in=who.users).order_by("pk")
    yield "Addresses of the account", [told(row, "user") for row in addresses]
    yield "Sessions", [_session(row) for row in Session.objects.filter(user__in=who.users).order_by("expire_date")]


def _session(session: Any) -> dict[str, Any]:
    begun = session.get_decoded().get("sign_in", {})
    return {
        "Browser": browser_name(begun.get("agent", "")),
        "Signed in": begun.get("at", ""),
        "Ends": plain(session.expire_date),
    }


def _look(row: PrivateView) -> dict[str, Any]:
    return {"At": plain(row.at), "Who": row.who, "What": row.what, "Where": row.where}


def _list(row: PrivateView) -> dict[str, Any]:
    """How it was narrowed is told to the office alone: it may name other people."""
    return {
        "At": plain(row.at),
        "Who": row.who,
        "What": f"{row.what} in a list of {row.people:,} people",
        "Where": row.where,
    }


def _first_day(people: Iterable[Person]) -> date:
    """Nobody was in a list before the record began."""
    table = Person.pgh_event_model  # type: ignore[attr-defined]
    first = table.objects.filter(pgh_obj_id__in=[one.pk for one in people]).order_by("pgh_id").first()
    day: date = first.pgh_created_at.date() if first else date.min
    return day


def as_json(person: Person) -> str:
    """One object: the name of each section with its rows."""
    held = {"person": str(person), "made": plain(timezone.now()), "sections": dict(sections(person))}
    return json.dumps(held, ensure_ascii=False, indent=1, default=str)


def as_zip(person: Person) -> bytes:
    """One CSV a section; no cell is taken for a formula, whatever was typed into it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, rows in sections(person):
            name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
            archive.writestr(f"{name}.csv", as_csv(rows))
    return buffer.getvalue()


def as_csv(rows: Rows) -> str:
    """RFC 4180, with the columns that any of the rows has, in the order in which they first occur."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if names:
        writer.writerow([harmless(name) for name in names])
    for row in rows:
        writer.writerow([harmless(row.get(name, "")) for name in names])
    return text.getvalue()
