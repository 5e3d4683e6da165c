"""The page of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from members.authorship.choices import NoteKind
from members.authorship.models import AuthorNote, Authorship
from members.groups.choices import Post
from members.groups.models import Appointment
from members.memberships.choices import Connection
from members.memberships.models import Delegate, Membership
from members.memberships.panels import buttons_of, ending_words
from members.people import policy, queries
from members.people.choices import TONES, IdentifierKind, PersonStatus
from members.people.models import Person, PersonIdentifier
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


def _sponsor(row: dict[str, Any]) -> str:
    return " ".join(filter(None, (row["sponsor__given_name"], row["sponsor__family_name"])))


SPAN = {"since": F("period__startswith"), "end": F("period__endswith")}
TERM = (Cell("From", lambda row: row["since"]), Cell("Until", lambda row: last_day(row["end"])))
PLACE = ("institute", "institute__short_name")
CONNECTIONS, NOTE_KINDS = dict(Connection.choices), dict(NoteKind.choices)
STATUS = Rows(lambda key, on: Person.objects.filter(pk=key).annotate(on_day=queries.status(on)).values("on_day"))
MEMBERSHIPS = Rows(
    lambda key, on: (
        Membership.objects.filter(person=key)
        .order_by("-period", "position")
        .values(
            *PLACE,
            *("pk", "category", "category__name", "connection", "share", "ending"),
            *("sponsor", "sponsor__given_name", "sponsor__family_name", "not_renewed_at", "renewal_asked_at"),
            needs_sponsor=Coalesce("category__needs_sponsor", Value(False)),
            **SPAN,
        )
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
            Cell("Share", lambda row: f"{row['share']} %" if row["share"] else ""),
            Cell("Sponsor", _sponsor, href=lambda row: page_url("person", row["sponsor"]) if row["sponsor"] else None),
            Cell("Ending", ending_words),
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
        Facts("Contact", Fact("email", "E-mail", copy=True), needs=policy.SEE_PRIVATE),
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

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        return buttons_of(shown.user, obj, shown.gathered[MEMBERSHIPS])

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if not obj.deceased:
            return []
        return [Banner("none", f"Died on {obj.deceased_on}." if obj.deceased_on else "Deceased.")]
