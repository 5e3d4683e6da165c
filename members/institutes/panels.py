"""The page of an institute."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from members.institutes import policy
from members.institutes.choices import TONES, InstituteStatus
from members.institutes.models import Institute
from members.memberships import queries
from members.people.choices import BELONGING
from members.people.panels import until
from members.requests import policy as request_policy
from members.requests.choices import RequestState
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table
from portal.listing.base import NONE
from portal.ui import components

MEMBERS_SHOWN = 50


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
    found: dict[Any, set[int]] = {}
    for row in queries.members_of(institute, shown.on):
        found.setdefault(row.category, set()).add(row.person_id)
    categories = sorted(found, key=lambda item: (item is None, item and item.order, item and item.name))
    return [
        (
            item.name if item else "no category",
            len(found[item]),
            _people_url(institute, shown.on, str(item.pk) if item else NONE),
        )
        for item in categories
    ]


def _newcomers_url(institute: Institute, shown: Shown) -> str:
    """The public form with this institute chosen."""
    return f"{settings.BASE_URL}{reverse('join')}?institute={institute.pk}"


def _invite(institute: Institute, shown: Shown) -> SafeString:
    """A mail with the form filled in."""
    return components.link("Invite somebody", f"{reverse('invitation_new')}?institute={institute.pk}")


class InstitutePage(Detail):
    """Where an institute is, who decides for it and who belongs to it."""

    model, name, path = Institute, "institute", "institutes/<int:pk>/"
    listing, group, noun_plural = "institutes", "Members", "institutes"
    needs = policy.LIST
    has_as_of = True
    related_history = ("identifiers", "delegates")
    left = (
        Table(
            "Delegates",
            lambda institute, shown: queries.delegates_of(institute, shown.on),
            Cell("Person", lambda row: row.person, href=lambda row: row.person.get_absolute_url(), primary=True),
            Cell("As", lambda row: "deputy" if row.deputy else "delegate"),
            Cell("Since", lambda row: row.period.lower),
            empty="Nobody decides for this institute on this day; its requests go to the membership office.",
        ),
        Table(
            "Waiting requests",
            lambda institute, shown: institute.requests.filter(state=RequestState.WAITING).select_related("category"),
            Cell("Person", lambda row: row.full_name, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Asks for", lambda row: row.category),
            Cell("Since", lambda row: row.confirmed_at),
            needs=request_policy.INVITE,
        ),
        Table(
            "People",
            lambda institute, shown: queries.members_of(institute, shown.on)[:MEMBERS_SHOWN],
            Cell("Name", lambda row: row.person, href=lambda row: row.person.get_absolute_url(), primary=True),
            Cell("Category", lambda row: row.category),
            Cell("Connection", lambda row: row.get_connection_display()),
            Cell("Since", lambda row: row.period.lower),
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
            Fact("country", "Country"),
            Fact("domain", "Page"),
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
            lambda institute, shown: institute.identifiers.all(),
            Cell("Source", lambda item: item.source, primary=True),
            Cell("Value", lambda item: item.value),
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
