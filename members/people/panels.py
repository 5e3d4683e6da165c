"""The page of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from members.authorship.choices import NoteKind
from members.authorship.models import AuthorNote, Authorship
from members.groups.choices import Post
from members.groups.models import Appointment
from members.memberships.choices import Connection
from members.memberships.models import Delegate, Membership
from members.people import policy, queries
from members.people.choices import TONES, IdentifierKind, PersonStatus
from members.people.models import Person, PersonIdentifier
from members.privacy.hooks import data_links, seen_on_page
from portal.detail import Banner, Cell, Detail, Fact, Facts, Rows, Shown, Table
from portal.ui.addresses import page_url


def until(period: Any) -> Any:
    """The last day of a half-open period."""
    return last_day(period.upper)


def last_day(end: date | None) -> Any:
    """The day before the first day without; a period without an end says so."""
    return "open end" if end is None else end - timedelta(days=1)


def _institute(row: dict[str, Any]) -> str:
    return str(row["institute__short_name"])


def _institute_url(row: dict[str, Any]) -> str:
    return page_url("institute", row["institute"])


SPAN = {"since": F("period__startswith"), "end": F("period__endswith")}
TERM = (Cell("From", lambda row: row["since"]), Cell("Until", lambda row: last_day(row["end"])))
PLACE = ("institute", "institute__short_name")
CONNECTIONS, NOTE_KINDS = dict(Connection.choices), dict(NoteKind.choices)
STATUS = Rows(lambda key, on: Person.objects.filter(pk=key).annotate(on_day=queries.status(on)).values("on_day"))
MEMBERSHIPS = Rows(
    lambda key, on: (
        Membership.objects.filter(person=key)
        .order_by("-period", "position")
        .values(*PLACE, "category__name", "connection", **SPAN)
    )
)
ROLES = Rows(
    lambda key, on: (
        Appointment.objects.filter(person=key).order_by("-period").values("group", "group__name", "post", **SPAN)
    )
)
DELEGATIONS = Rows(
    lambda key, on: Delegate.objects.filter(person=key).order_by("-period").values(*PLACE, "deputy", **SPAN)
)
AUTHORSHIPS = Rows(lambda key, on: Authorship.objects.filter(person=key).order_by("-period").values(**SPAN))
NOTES = Rows(lambda key, on: AuthorNote.objects.filter(person=key).values("kind", "text"))


IDENTIFIERS = Rows(
    lambda key, on: (
        PersonIdentifier.objects.filter(person=key).order_by("pk").values("kind", "source", "value", "problem")
    )
)


def _identifier(kind: str) -> Callable[[Person, Shown], str]:
    """The value of one kind; a second one is odd and shown as well."""

    def value(person: Person, shown: Shown) -> str:
        rows = shown.gathered[IDENTIFIERS]
        return ", ".join(row["value"] for row in rows if row["kind"] == kind and not row["problem"])

    return value


def _kept_aside(person: Person, shown: Shown) -> list[dict[str, Any]]:
    return [row for row in shown.gathered[IDENTIFIERS] if row["problem"] or row["kind"] == IdentifierKind.OTHER]


CONTACT = "Contact"
NOT_RECORDED = "Contact data is not shown now: that you look at it could not be recorded."


class PersonPage(Detail):
    """Who somebody is, where and since when, and in which roles."""

    model, name, path = Person, "person", "people/<int:pk>/"
    listing, group, noun_plural = "people", "Members", "people"
    needs = policy.SEE
    has_as_of = True
    related_history = ("memberships", "identifiers", "appointments", "delegations", "authorships", "author_notes")
    together = (STATUS, IDENTIFIERS)
    left = (
        Table(
            "Memberships",
            MEMBERSHIPS,
            Cell("Institute", _institute, href=_institute_url, primary=True),
            Cell("Category", lambda row: row["category__name"]),
            Cell("Connection", lambda row: CONNECTIONS.get(row["connection"], row["connection"])),
            *TERM,
            empty="No memberships are on record.",
        ),
        Table(
            "Roles",
            ROLES,
            Cell(
                "Group", lambda row: row["group__name"], href=lambda row: page_url("group", row["group"]), primary=True
            ),
            Cell("Post", lambda row: Post(row["post"]).label),
            *TERM,
        ),
        Table(
            "Delegate of",
            DELEGATIONS,
            Cell("Institute", _institute, href=_institute_url, primary=True),
            Cell("As", lambda row: "deputy" if row["deputy"] else "delegate"),
            *TERM,
        ),
    )
    right = (
        Facts(
            "Name",
            Fact("given_name", "Given name"),
            Fact("family_name", "Family name"),
            Fact("suffix", "Suffix"),
            Fact("native_name", "Native script"),
            Fact("paper_name", "On papers", copy=True),
            Fact("sort_override", "Sorted as"),
        ),
        Facts(CONTACT, Fact("email", "E-mail", copy=True), needs=policy.SEE_PRIVATE),
        Facts(
            "Identifiers",
            Fact("orcid", "ORCID", value=_identifier("ORCID"), copy=True, address="https://orcid.org/{}"),
            Fact("inspire", "INSPIRE", value=_identifier("INSPIRE"), copy=True),
            Fact("ccid", "CERN person id", value=_identifier("CCID")),
        ),
        Table(
            "Kept aside",
            _kept_aside,
            Cell("As given", lambda row: row["value"], primary=True),
            Cell("Source", lambda row: row["source"] or IdentifierKind(row["kind"]).label),
            Cell("Why", lambda row: row["problem"]),
        ),
        Table(
            "Authorship",
            AUTHORSHIPS,
            Cell("From", lambda row: row["since"], primary=True),
            Cell("Until", lambda row: last_day(row["end"])),
        ),
        Table(
            "Footnotes on papers",
            NOTES,
            Cell("Kind", lambda row: NOTE_KINDS.get(row["kind"], row["kind"]), primary=True),
            Cell("Text", lambda row: row["text"]),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Person.objects.all())

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        """Who may not see the address does not see when it was confirmed, nor the name of the account."""
        hidden = super().hidden_fields(obj, shown)
        return hidden | {"email_confirmed_at", "user"} if "email" in hidden else hidden

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        status = PersonStatus(shown.gathered[STATUS][0]["on_day"])
        return str(status.label), str(TONES[status])

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        found = []
        if obj.deceased:
            found.append(Banner("none", f"Died on {obj.deceased_on}." if obj.deceased_on else "Deceased."))
        if obj.erased_at:
            found.append(Banner("none", f"Contact data erased on {timezone.localdate(obj.erased_at)}."))
        return found

    def leaves(self, obj: Any, shown: Shown, page: dict[str, Any]) -> None:
        """Who sees contact data of somebody else is recorded; where that fails, the data are left out."""
        relations = page.get("relations", [])
        contact = [panel for panel in relations if panel["title"] == CONTACT]
        told = any("e-mail" in change[0] for entry in page.get("history") or [] for change in entry["changes"])
        if not (contact or told) or seen_on_page(obj, shown.user, f"the page of {obj}"):
            return
        page["relations"] = [panel for panel in relations if panel not in contact]
        if told:
            page["history"] = []
        page["banners"].append(Banner("stop", NOT_RECORDED))

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        return data_links(obj, shown.user)
