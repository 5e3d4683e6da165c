"""What the members package puts into the registry. Imported when the apps are ready."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone
from django.utils.http import urlencode

from members.accession import policy as accession
from members.accession.listing import ApplicationsListing, DeparturesListing
from members.authorship import cards as author_cards
from members.authorship import policy as authorship
from members.authorship.importers import PeopleImporter
from members.authorship.listing import AuthorListsListing, AuthorsListing
from members.delegates import cards as delegate_cards
from members.dumps import policy as dumps
from members.dumps.importers import RegistryImporter
from members.dumps.listing import DecisionsListing
from members.groups import cards as group_cards
from members.groups import policy as groups
from members.groups.facts import access, facts_of
from members.groups.importers import WhoIsWhoImporter
from members.groups.listing import GroupsListing, NominationsListing, PostsListing
from members.institutes.listing import InstitutesListing
from members.institutes.models import Institute
from members.memberships import cards as membership_cards
from members.memberships import policy as memberships
from members.memberships.categories.listing import CategoriesListing
from members.memberships.queries import belonging
from members.people import policy as people
from members.people.choices import BELONGING
from members.people.listing import PeopleListing
from members.privacy import policy as privacy
from members.privacy.collecting import collect
from members.privacy.erasure.actions import erase_members
from members.reports import policy as reports
from members.requests import cards
from members.requests import policy as requests
from members.requests.invitations.listing import InvitationsListing
from members.requests.listing import ApprovalsListing
from members.requests.queries import waiting_for
from members.reviews import cards as review_cards
from members.reviews import policy as reviews
from members.reviews.listing import ConfirmationsListing, CorrectionsListing, ReviewsListing
from portal.registry import Card, DemoStep, NavItem, Personal, registry

registry.importers.add(PeopleImporter)
registry.listings.add(InvitationsListing)
registry.importers.add(WhoIsWhoImporter)
registry.importers.add(RegistryImporter)
registry.facts.add(facts_of)
registry.access.add(access)
for listing in (
    PeopleListing,
    InstitutesListing,
    GroupsListing,
    ApprovalsListing,
    ApplicationsListing,
    DeparturesListing,
    AuthorsListing,
    AuthorListsListing,
    DecisionsListing,
    CategoriesListing,
):
    registry.listings.add(listing)
for review_listing in (ReviewsListing, ConfirmationsListing, CorrectionsListing):
    registry.listings.add(review_listing)
registry.listings.add(PostsListing)
registry.listings.add(NominationsListing)


def _members_now(user: Any) -> int:
    return belonging(timezone.localdate()).values("person").distinct().count()


def _institutes_now(user: Any) -> int:
    return Institute.objects.current(timezone.localdate()).count()


def _waiting(user: Any) -> int:
    return waiting_for(user).count()


def _nav(label: str, url_name: str, needs: str, key: str = "", **more: Any) -> None:
    """The next entry of the members' part of the sidebar."""
    registry.nav.add(NavItem("Members", label, url_name, needs, key, next(_places), **more))


_places = count(1)
_nav("People", "people", people.LIST, "p", query=urlencode({"status": BELONGING}, doseq=True), count=_members_now)
_nav("Institutes", "institutes", InstitutesListing.needs, "i", query="status=member", count=_institutes_now)
_nav("Groups and roles", "groups", GroupsListing.needs, "w")
_nav("Approvals", "approvals", requests.LIST, "a", query="state=waiting", count=_waiting, hot=True)
_nav(
    "Nominations", "nominations", groups.NOMINATIONS, "n", query="state=proposed", count=group_cards.own_open, hot=True
)
_nav("Renewals", "renewals_of", memberships.RENEWALS)
_nav("Yearly review", "reviews", reviews.LIST)
_nav("Joining institutes", "applications", accession.LIST)
_nav("Leaving institutes", "departures", accession.SEE_DEPARTURES)
_nav("Statistics", "reports", reports.SEE)
_nav("Categories", "categories", CategoriesListing.needs)
_nav("Possible duplicates", "person_duplicates", people.MERGE)
_nav("Registry dumps", "dumps", dumps.IMPORT)
registry.nav.add(NavItem("Publications", "Authors", "authors", authorship.SEE, "u", 40))
registry.nav.add(NavItem("Publications", "Author lists", "author_lists", authorship.SEE, "l", 41))
registry.nav.add(NavItem("Publications", "Export authors", "authors_export_page", authorship.EXPORT, "", 42))
registry.nav.add(NavItem("Operations", "Retention", "retention", privacy.SEE_RETENTION, order=92))

registry.personal.add(Personal("members", 10, collect, erase_members))

registry.cards.add(Card("approvals", 10, "home/_rows.html", cards.to_decide))
registry.cards.add(Card("admissions", 11, "home/_rows.html", cards.to_admit))
registry.cards.add(Card("own-ending", 5, "members/_ending_card.html", membership_cards.own_ending))
registry.cards.add(Card("renewals", 12, "home/_rows.html", membership_cards.to_renew))
registry.cards.add(Card("review", 12, "home/_rows.html", review_cards.to_confirm))
registry.cards.add(Card("vacancies", 12, "home/_rows.html", delegate_cards.vacancies))
registry.cards.add(Card("own-term", 13, "home/_rows.html", delegate_cards.own_term))
registry.cards.add(Card("nominations", 12, "home/_rows.html", group_cards.nominations))
registry.cards.add(Card("group-vacancies", 25, "home/_rows.html", group_cards.vacancies))
registry.cards.add(Card("own-requests", 15, "home/_rows.html", cards.own_requests))
registry.cards.add(Card("author-lists", 30, "home/_rows.html", author_cards.open_lists))
registry.cards.add(Card("own-record", 50, "home/_rows.html", cards.own_record))
registry.cards.add(Card("joined", 70, "home/_rows.html", cards.joined_lately))
registry.demo.add(DemoStep(10, "Members", "members.demo.load.load"))
