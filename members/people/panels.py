"""The page of a person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.authorship.choices import NoteKind
from members.authorship.models import AuthorNote, Authorship
from members.groups.choices import Post
from members.groups.models import Appointment
from members.institutes.queries import called_in_period, then_and_now
from members.memberships.choices import Connection
from members.memberships.models import Delegate, Membership, Suspension
from members.memberships.panels import buttons_of, ending_words
from members.people import policy, queries, seen
from members.people.choices import TONES, Audience, IdentifierKind, PersonStatus
from members.people.models import Person
from members.people.seen import SeenTable, identifier, of_kind, private
from members.privacy.hooks import data_links, seen_on_page
from portal.detail import Banner, Cell, Detail, Fact, Facts, Rows, Shown, Table
from portal.periods.asof import FIRST
from portal.policy import may
from portal.ui.addresses import page_url


def until(period: Any) -> Any:
    """The last day of a half-open period."""
    return last_day(period.upper)


def last_day(end: date | None) -> Any:
    """The day before the first day without; a period without an end says so."""
    return "open end" if end is None else _known(end - timedelta(days=1))


def _known(day: date) -> Any:
    """The first day on record stands for one that nobody knows any more."""
    return day if day > FIRST else "not known"


def _institute(row: dict[str, Any]) -> str:
    """As it was called in the period of the row, with the present name beside it if it has another one now."""
    return then_and_now(row["called"], row["institute__short_name"])


def _institute_url(row: dict[str, Any]) -> str:
    return page_url("institute", row["institute"])


def _sponsor(row: dict[str, Any]) -> str:
    return " ".join(filter(None, (row["sponsor__given_name"], row["sponsor__family_name"])))


SPAN = {"since": F("period__startswith"), "end": F("period__endswith")}
TERM = (Cell("From", lambda row: _known(row["since"])), Cell("Until", lambda row: last_day(row["end"])))
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
            called=called_in_period("institute", on),
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
    lambda key, on: (
        Delegate.objects.filter(person=key)
        .order_by("-period")
        .values(*PLACE, "deputy", called=called_in_period("institute", on), **SPAN)
    )
)
SUSPENSIONS = Rows(lambda key, on: Suspension.objects.filter(person=key).values(end=F("period__endswith")))
AUTHORSHIPS = Rows(lambda key, on: Authorship.objects.filter(person=key).order_by("-period").values(**SPAN))
NOTES = Rows(lambda key, on: AuthorNote.objects.filter(person=key).values("kind", "text"))


EDITING = (
    ("Names", "person_names"),
    ("Addresses", "person_addresses"),
    ("Identifiers", "person_identifiers"),
    ("Who sees what", "person_audiences"),
)


PRIVATE = {
    "Contact": "email",
    "Further addresses": "addresses",
    "Site accounts": "accounts",
    "Grid certificates": "certificates",
}
"""The panels whose reading is recorded, by the field whose audience they have."""
NOT_RECORDED = "Contact data is not shown now: that you look at it could not be recorded."


class PersonPage(Detail):
    """Who somebody is, where and since when, and in which roles."""

    model, name, path = Person, "person", "people/<int:pk>/"
    listing, group, noun_plural = "people", "Members", "people"
    needs = policy.SEE
    has_as_of = True
    related_history = (
        "memberships",
        "identifiers",
        "appointments",
        "delegations",
        "authorships",
        "author_notes",
        "former_names",
        "addresses",
        "audiences",
    )
    together = (STATUS, SUSPENSIONS, *seen.GATHERED)
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
            Fact("initials", "Initials"),
            private("native_name", "native_name", "Native script"),
            Fact("paper_name", "On papers", copy=True),
            Fact("sort_override", "Sorted as"),
        ),
        SeenTable(
            "former_names",
            "Earlier names",
            lambda person, shown: shown.gathered[seen.FORMER_NAMES],
            Cell("Name", lambda row: " ".join(filter(None, (row["given_name"], row["family_name"]))), primary=True),
            Cell("On papers", lambda row: row["paper_name"]),
            Cell("From", lambda row: row["since"] if row["since"] > FIRST else ""),
            Cell("Until", lambda row: last_day(row["end"])),
        ),
        Facts("Contact", private("email", "email", "E-mail")),
        SeenTable(
            "addresses",
            "Further addresses",
            lambda person, shown: shown.gathered[seen.ADDRESSES],
            Cell("Address", lambda row: row["address"], primary=True),
            Cell("Confirmed", lambda row: row["confirmed_at"]),
            Cell("No longer used since", lambda row: row["retired_on"]),
        ),
        Facts(
            "Identifiers",
            private("orcid", "orcid", "ORCID", identifier("ORCID"), "https://orcid.org/{}"),
            Fact("orcid_proved", "ORCID proved by sign-in", value=seen.proved),
            private("inspire", "inspire", "INSPIRE", identifier("INSPIRE")),
            Fact("ccid", "CERN person id", value=identifier("CCID")),
        ),
        SeenTable(
            "accounts",
            "Site accounts",
            of_kind(IdentifierKind.ACCOUNT),
            Cell("Site", lambda row: row["source"], primary=True),
            Cell("Account", lambda row: row["value"]),
        ),
        SeenTable(
            "certificates",
            "Grid certificates",
            of_kind(IdentifierKind.CERTIFICATE),
            Cell("Subject", lambda row: row["value"], primary=True),
            Cell("Issuer", lambda row: row["issuer"]),
        ),
        Table(
            "Kept aside",
            seen.kept_aside,
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

    def moved_to(self, user: Any, key: str) -> str:
        """A record that was merged into another answers with that one."""
        kept = Person.everybody.filter(pk=key, merged_into__isnull=False).values("merged_into")
        found = self.visible(user).filter(pk__in=kept).first()
        return found.get_absolute_url() if found else ""

    def gather(self, obj: Any, shown: Shown) -> None:
        """With the choices of who sees what and the places of today, of which panels and buttons ask."""
        super().gather(obj, shown)
        today = timezone.localdate()

        def lasting(rows: Rows) -> list[dict[str, Any]]:
            return [row for row in shown.gathered[rows] if row["end"] is None or row["end"] > today]

        obj.lasting_places = frozenset(row["institute"] for row in lasting(MEMBERSHIPS))
        obj.is_suspended = bool(lasting(SUSPENSIONS))
        obj.chosen_audiences = {row["field"]: row["audience"] for row in shown.gathered[seen.AUDIENCES]}

    def history(self, obj: Any, shown: Shown) -> dict[str, Any]:
        """With the story of the records that were merged into this one."""
        merged = [row["pk"] for row in shown.gathered[seen.MERGED]]
        return super().history(obj, shown) | {"without": seen.hidden_rows(obj, shown), "also": merged}

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        return super().hidden_fields(obj, shown) | seen.hidden_fields(obj, shown)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """The verbs of the memberships, then what may be changed on the record by the person and the office."""
        found = buttons_of(shown.user, obj, shown.gathered[MEMBERSHIPS])
        if may(shown.user, policy.EDIT, obj):
            found += [{"label": label, "url": page_url(name, obj.pk)} for label, name in EDITING]
        return found + data_links(obj, shown.user)

    def subtitle(self, obj: Any, shown: Shown) -> SafeString:
        """Which records were merged into this one, for those who can undo it."""
        merged = shown.gathered[seen.MERGES]
        if not merged or not may(shown.user, policy.MERGE):
            return SafeString("")
        lines = [
            format_html(
                'Merged with the record of {} {}. <a href="{}">Undo</a>',
                row["gone__given_name"],
                row["gone__family_name"],
                reverse("person_merge_undo", args=[row["pk"]]),
            )
            for row in merged
        ]
        return SafeString(" ".join(lines))

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
        contact = [panel for panel in relations if panel["title"] in PRIVATE and self._is_private(obj, panel["title"])]
        told = any("e-mail" in change[0] for entry in page.get("history") or [] for change in entry["changes"])
        if not (contact or told) or seen_on_page(obj, shown.user, f"the page of {obj}"):
            return
        page["relations"] = [panel for panel in relations if panel not in contact]
        if told:
            page["history"] = []
        page["banners"].append(Banner("stop", NOT_RECORDED))

    def _is_private(self, obj: Any, title: str) -> bool:
        """Whether fewer than all members see the panel; nobody asks who looks at what everybody may."""
        return policy.audience_of(obj, PRIVATE[title]) not in (Audience.PUBLIC, Audience.MEMBERS)
