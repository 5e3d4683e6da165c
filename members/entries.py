"""What the members package puts into the registry. Imported when the apps are ready."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.http import urlencode

from members.authorship import cards as author_cards
from members.authorship import policy as authorship
from members.authorship.importers import PeopleImporter
from members.authorship.listing import AuthorListsListing, AuthorsListing
from members.groups.facts import access, facts_of
from members.groups.listing import GroupsListing
from members.institutes.listing import InstitutesListing
from members.institutes.models import Institute
from members.memberships.queries import belonging
from members.people import policy as people
from members.people.choices import BELONGING
from members.people.listing import PeopleListing
from members.privacy import policy as privacy
from members.privacy.collecting import collect
from members.privacy.erasure.actions import erase_members
from members.requests import cards
from members.requests import policy as requests
from members.requests.listing import ApprovalsListing
from members.requests.queries import waiting_for
from portal.registry import Card, DemoStep, NavItem, Personal, registry

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
    NavItem(
        "Members",
        "People",
        "people",
        people.LIST,
        "p",
        10,
        urlencode({"status": BELONGING}, doseq=True),
        count=_members_now,
    )
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
        requests.LIST,
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

registry.nav.add(NavItem("Operations", "Retention", "retention", privacy.SEE_RETENTION, order=92))
registry.personal.add(Personal("members", 10, collect, erase_members))

registry.cards.add(Card("approvals", 10, "home/_rows.html", cards.to_decide))
registry.cards.add(Card("own-requests", 15, "home/_rows.html", cards.own_requests))
registry.cards.add(Card("author-lists", 30, "home/_rows.html", author_cards.open_lists))
registry.cards.add(Card("own-record", 50, "home/_rows.html", cards.own_record))
registry.cards.add(Card("joined", 70, "home/_rows.html", cards.joined_lately))
registry.demo.add(DemoStep(10, "Members", "members.demo.load.load"))
