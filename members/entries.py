"""What the members package puts into the registry. Imported when the apps are ready."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from members.authorship import policy as authorship
from members.authorship.importers import PeopleImporter
from members.authorship.listing import AuthorListsListing, AuthorsListing
from members.groups.facts import access, facts_of
from members.groups.listing import GroupsListing
from members.institutes.listing import InstitutesListing
from members.institutes.models import Institute
from members.memberships import policy as memberships
from members.memberships.listing import ApprovalsListing
from members.memberships.queries import belonging, waiting_for
from members.people import policy as people
from members.people.listing import PeopleListing
from portal.registry import Card, DemoStep, NavItem, registry

registry.importers.add(PeopleImporter)
registry.facts.add(facts_of)
registry.access.add(access)
for listing in (PeopleListing, InstitutesListing, GroupsListing, ApprovalsListing, AuthorsListing, AuthorListsListing):
    registry.listings.add(listing)


def _members_now(user: Any) -> int:
    return belonging(timezone.localdate()).values("person").distinct().count()


def _institutes_now(user: Any) -> int:
    return Institute.objects.current(timezone.localdate()).count()


registry.nav.add(
    NavItem("Members", "People", "people", people.LIST, "p", 10, "status=active&status=expiring", count=_members_now)
)
registry.nav.add(
    NavItem(
        "Members", "Institutes", "institutes", InstitutesListing.needs, "i", 11, "status=member", count=_institutes_now
    )
)
registry.nav.add(NavItem("Members", "Groups and roles", "groups", GroupsListing.needs, "w", 12))
registry.nav.add(
    NavItem(
        "Members",
        "Approvals",
        "approvals",
        memberships.LIST,
        "a",
        13,
        "state=waiting",
        count=lambda user: waiting_for(user).count(),
        hot=True,
    )
)


registry.nav.add(NavItem("Publications", "Authors", "authors", authorship.SEE, "u", 40))
registry.nav.add(NavItem("Publications", "Author lists", "author_lists", authorship.SEE, "l", 41))
registry.nav.add(NavItem("Publications", "Export authors", "authors_export_page", authorship.EXPORT, "", 42))


def _approvals(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for the delegate, oldest first."""
    waiting = waiting_for(request.user).select_related("institute", "category").order_by("confirmed_at")
    rows = list(waiting[:6])
    if not rows:
        return None
    return {
        "title": "Membership requests to decide",
        "count": waiting.count(),
        "rows": [
            {"label": row.full_name, "url": row.get_absolute_url(), "hint": f"{row.category}, {row.institute}"}
            for row in rows
        ],
        "all_url": f"{reverse('approvals')}?state=waiting",
    }


registry.cards.add(Card("approvals", 10, "home/_rows.html", _approvals))
registry.demo.add(DemoStep(10, "Members", "members.demo.load.load"))
