"""The page of an institute."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from members.accession import policy as accession_policy
from members.delegates import policy as delegate_policy
from members.delegates.choices import Vacancy
from members.delegates.queries import standing
from members.institutes import policy
from members.institutes.choices import TONES, InstituteKind, InstituteStatus, Tie
from members.institutes.models import Institute
from members.institutes.queries import then_and_now
from members.institutes.tables import CALLED, COUNTED, FORMER, IDENTIFIERS, LEAVES, PEOPLE, TERMS, TIES, WAITING
from members.memberships.choices import Connection
from members.people.choices import BELONGING
from members.people.panels import last_day, until
from members.reports import countries
from members.requests import policy as request_policy
from members.requests.choices import RequestState
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table
from portal.listing.base import NONE
from portal.policy import may
from portal.ui import components
from portal.ui.addresses import page_url
from portal.ui.components import EMPTY

TERM = (Cell("From", lambda row: row["since"]), Cell("Until", lambda row: last_day(row["end"])))
SEEN_FROM_THE_OTHER = {
    Tie.HOST: "host of",
    Tie.CLUSTER: "cluster of",
    Tie.MERGED: "took in",
    Tie.SPLIT: "was left by",
}
OFFICE = (
    ("Take facts from ROR", "institute_ror"),
    ("Join a cluster", "institute_join_cluster"),
    ("Leave the cluster", "institute_leave_cluster"),
    ("Put under a host", "institute_host"),
    ("Become a full member", "institute_leave_host"),
    ("Merge into another", "institute_merge"),
    ("Split", "institute_split"),
    ("Leave the collaboration", "departure_announce"),
)
WARNINGS = {
    Vacancy.ENDING: "The term of the delegate ends soon, and nobody is appointed to follow.",
    Vacancy.DEPUTY: "The post of the delegate is vacant; a deputy decides.",
    Vacancy.VACANT: "Nobody decides for this institute; its requests go to the membership office.",
}


def _people_url(institute: Institute, on: date, category: str = "") -> str:
    """The list of exactly the people who are counted: everybody with a membership here on the day."""
    chosen: dict[str, Any] = {"at": institute.pk, "status": BELONGING}
    if category:
        chosen["at_category"] = category
    if on != timezone.localdate():
        chosen["as_of"] = on.isoformat()
    return f"{reverse('people')}?{urlencode(chosen, doseq=True)}"


def _by_category(institute: Institute, shown: Shown) -> list[tuple[str, int, str]]:
    """(category, people, list that proves it) on the day, in the order of the categories."""
    return [
        (
            row["category__name"] or "no category",
            row["people"],
            _people_url(institute, shown.on, str(row["category"] or NONE)),
        )
        for row in shown.gathered[COUNTED]
    ]


def _queue(institute: Institute, shown: Shown) -> tuple[str, str]:
    """To the whole queue of the institute; its page shows the oldest of it."""
    chosen = {"institute": institute.short_name, "state": RequestState.WAITING}
    return "All waiting requests", f"{reverse('approvals')}?{urlencode(chosen)}"


def _name(row: dict[str, Any]) -> str:
    """As `Person.full_name` puts it together."""
    parts = (row["person__given_name"], row["person__family_name"], row.get("person__suffix", ""))
    return " ".join(filter(None, parts))


def _newcomers_url(institute: Institute, shown: Shown) -> str:
    """The public form with this institute chosen."""
    return f"{settings.BASE_URL}{reverse('join')}?institute={institute.pk}"


def _invite(institute: Institute, shown: Shown) -> SafeString:
    """A mail with the form filled in."""
    return components.link("Invite somebody", f"{reverse('invitation_new')}?institute={institute.pk}")


def _terms(institute: Institute, shown: Shown) -> list[dict[str, Any]]:
    """Who decides on the day, and who is appointed to follow; with what the viewer may do about it."""
    rows = shown.gathered[TERMS]
    allowed = {
        deputy: may(shown.user, delegate_policy.APPOINT_DEPUTY if deputy else delegate_policy.APPOINT, institute)
        for deputy in (True, False)
    }
    for row in rows:
        row["name"] = _name(row)
        row["post"] = "deputy" if row["deputy"] else "delegate"
        row["post"] += ", to come" if row["since"] > shown.on else ""
        row["post"] += "" if row["able"] else ", cannot decide"
        row["verbs"] = EMPTY
        if allowed[row["deputy"]]:
            ends = (reverse("delegate_hand_over", args=[row["pk"]]), reverse("delegate_end", args=[row["pk"]]))
            row["verbs"] = format_html('<a href="{}">Hand over</a> · <a href="{}">End</a>', *ends)
    return rows


def _tied(institute: Institute, shown: Shown) -> list[dict[str, Any]]:
    """The ties to others, read from this institute; each other one as it was called in the period of the tie."""
    rows = shown.gathered[TIES]
    for row in rows:
        own = row["institute"] == institute.pk
        row["to"] = row["other"] if own else row["institute"]
        names = ("other_called", "other__short_name") if own else ("called", "institute__short_name")
        row["name"] = then_and_now(*(row[name] for name in names))
        row["words"] = Tie(row["kind"]).label if own else SEEN_FROM_THE_OTHER[Tie(row["kind"])]
    return rows


def _place(institute: Institute, shown: Shown) -> str:
    if institute.latitude is None or institute.longitude is None:
        return ""
    north, east = ("N" if institute.latitude >= 0 else "S"), ("E" if institute.longitude >= 0 else "W")
    return f"{abs(institute.latitude):.4f}° {north}, {abs(institute.longitude):.4f}° {east}"


class InstitutePage(Detail):
    """Where an institute is, who decides for it and who belongs to it."""

    model, name, path = Institute, "institute", "institutes/<int:pk>/"
    listing, group, noun_plural = "institutes", "Members", "institutes"
    needs = policy.LIST
    has_as_of = True
    related_history = ("identifiers", "delegates", "former_names", "ties")
    together = (TERMS, TIES, CALLED, LEAVES, COUNTED)
    left = (
        Table(
            "Delegates",
            _terms,
            Cell("Person", lambda row: row["name"], href=lambda row: page_url("person", row["person"]), primary=True),
            Cell("As", lambda row: row["post"]),
            *TERM,
            Cell("", lambda row: row["verbs"]),
            empty="Nobody decides for this institute on this day; its requests go to the membership office.",
        ),
        Table(
            "Other institutes",
            _tied,
            Cell("This one is", lambda row: row["words"]),
            Cell("Institute", lambda row: row["name"], href=lambda row: page_url("institute", row["to"]), primary=True),
            *TERM,
        ),
        Table(
            "Waiting requests",
            WAITING,
            Cell(
                "Person",
                lambda row: f"{row['given_name']} {row['family_name']}".strip(),
                href=lambda row: page_url("membership_request", row["pk"]),
                primary=True,
            ),
            Cell("Asks for", lambda row: row["category__name"]),
            Cell("Since", lambda row: row["confirmed_at"]),
            more=_queue,
            needs=request_policy.INVITE,
        ),
        Table(
            "People",
            PEOPLE,
            Cell("Name", _name, href=lambda row: page_url("person", row["person"]), primary=True),
            Cell("Category", lambda row: row["category__name"]),
            Cell("Connection", lambda row: Connection(row["connection"]).label),
            Cell("Since", lambda row: row["since"]),
            more=lambda institute, shown: ("All people of this institute", _people_url(institute, shown.on)),
            empty="Nobody belongs to this institute on this day.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("name", "On papers", copy=True),
            Fact("kind", "Kind"),
            Fact("address", "Address", copy=True),
            Fact("city", "City"),
            Fact("country", "Country", value=lambda institute, shown: countries.named(institute.country)),
            Fact("latitude", "Coordinates", value=_place),
            Fact("domain", "Page"),
            Fact("funding_agency", "Funding agency"),
            Fact("period.lower", "Member since"),
            Fact("period.upper", "Member until", value=lambda institute, shown: until(institute.period)),
        ),
        Facts(
            "For newcomers",
            Fact("invite", "By mail", value=_invite),
            Fact("invitation", "Form to send them", value=_newcomers_url, copy=True),
            needs=request_policy.INVITE,
        ),
        Facts(
            "Identifiers",
            Fact("inspire_name", "INSPIRE name", copy=True),
            Fact("ror", "ROR", copy=True, address="https://ror.org/{}"),
        ),
        Table(
            "Other identifiers",
            IDENTIFIERS,
            Cell("Source", lambda row: row["source"], primary=True),
            Cell("Value", lambda row: row["value"]),
            Cell("Used until", lambda row: last_day(row["until"]) if row["until"] else ""),
        ),
        Table(
            "Former names",
            FORMER,
            Cell("Name", lambda row: row["name"], primary=True),
            Cell("Address", lambda row: row["address"]),
            *TERM,
        ),
        Table(
            "For the office",
            lambda institute, shown: [(label, reverse(name, args=[institute.pk])) for label, name in OFFICE],
            Cell("Action", lambda row: row[0], href=lambda row: row[1], primary=True),
            needs=policy.EDIT,
        ),
        Table(
            "People by category",
            _by_category,
            Cell("Category", lambda row: row[0], primary=True),
            Cell("People", lambda row: row[1], href=lambda row: row[2], numeric=True),
        ),
    )

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        status = InstituteStatus(obj.status_on(shown.on))
        return str(status.label), str(TONES[status])

    def gather(self, obj: Any, shown: Shown) -> None:
        """The page calls the institute what it was called on the day."""
        super().gather(obj, shown)
        for row in shown.gathered[CALLED]:
            for name, value in row.items():
                setattr(obj, name, value)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        found = []
        if may(shown.user, delegate_policy.APPOINT_DEPUTY, obj):
            found.append({"label": "Appoint a delegate or deputy", "url": reverse("delegate_appoint", args=[obj.pk])})
        if may(shown.user, policy.EDIT, obj):
            found.append({"label": "Edit", "url": reverse("institute_edit", args=[obj.pk])})
            found.append({"label": "Rename", "url": reverse("institute_rename", args=[obj.pk])})
        return found

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        """That it leaves, and that nobody decides, or not for long."""
        found = []
        for row in shown.gathered[LEAVES]:
            words = format_html("Leaves the collaboration on {}: {}", row["on"], row["reason"])
            if may(shown.user, accession_policy.SEE_DEPARTURES):
                link = format_html('<a href="{}">What happens to its members</a>', page_url("departure", row["pk"]))
                found.append(Banner("wait", words, link))
        needs_one = obj.kind not in (InstituteKind.EXTERNAL, InstituteKind.CLUSTER) and shown.on in obj.period
        warning = WARNINGS.get(standing(shown.gathered[TERMS], shown.on)) if needs_one else None
        return [*found, Banner("wait", warning)] if warning else found
