"""The lists of authors and of author lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from members.authorship import policy
from members.authorship.choices import TONES, ListState
from members.authorship.models import AuthorList, AuthorNote, Authorship
from members.authorship.panels import MOVES
from members.institutes.models import Institute
from members.memberships.models import Membership
from members.people import queries
from members.people.columns import place
from members.people.models import Person, PersonIdentifier
from members.people.names import search_words
from portal.listing import Column, Context, Listing
from portal.listing.base import Action
from portal.listing.lookups import pattern


class AuthorsListing(Listing):
    """Who signs papers on a day, in the order of the title page."""

    name, path, detail = "authors", "authors/", "person"
    model, noun, noun_plural, group = Person, "author", "authors", "Publications"
    needs = policy.SEE
    ordering = ("sort_key", "pk")
    search = ("search_name",)
    search_label = "Names in any script and order"
    has_as_of = True
    hits = 0
    counted = (Person, Authorship, Membership, Institute, PersonIdentifier, AuthorNote)
    empty_text = "Nobody has an active authorship on this day."
    columns = (
        Column(
            "paper_name",
            "Name on papers",
            primary=True,
            sort=("sort_key",),
        ),
        Column("family_name", "Family name", sort=("sort_key",)),
        Column("given_name", "Given name"),
        Column(
            "native_name",
            "Native script",
            expr=lambda context: queries.shown_to(context.user, "native_name", "members_person.native_name"),
            shown=False,
        ),
        place("institute", "Institute"),
        place("country", "Country"),
        Column(
            "orcid", "ORCID", kind="code", expr=lambda context: queries.shown_to(context.user, "orcid", queries.ORCID)
        ),
        Column("deceased", kind="flag", filter="choice"),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return Person.objects.filter(Exists(Authorship.objects.filter(person=OuterRef("pk")).current(context.on)))

    def scope(self, context: Context) -> str:
        return "all"

    def find(self, rows: QuerySet[Any], text: str, context: Context) -> QuerySet[Any]:
        for word in search_words(text):
            rows = rows.filter(search_name__ilike=pattern(word))
        return rows


class AuthorListsListing(Listing):
    """Author lists of papers, open and frozen."""

    name, path, detail = "author_lists", "author-lists/", "author_list"
    model, noun, noun_plural, group = AuthorList, "author list", "author lists", "Publications"
    needs = policy.SEE
    ordering = ("-on", "reference", "pk")
    search = ("title", "reference")
    search_label = "Title or reference"
    counted = (AuthorList,)
    moves = MOVES
    empty_text = "The publication secretary opens one for each paper."
    actions = (Action("New author list", "author_list_new", policy.OPEN, primary=True),)
    columns = (
        Column("title", primary=True),
        Column("reference", kind="code"),
        Column("on", "As of", kind="date"),
        Column("state", filter="choice", choices=ListState, tones=TONES),
        Column("author_count", "Authors", kind="number"),
        Column("frozen_at", "Frozen", kind="instant", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
