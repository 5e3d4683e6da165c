"""The list of people, as of a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from members.groups.models import Appointment, Group
from members.institutes.models import Institute
from members.memberships import queries as memberships
from members.memberships.models import Category, Membership
from members.people import policy, queries
from members.people.choices import TONES, PersonStatus
from members.people.columns import institute_url, place
from members.people.models import Person, PersonIdentifier
from members.people.names import search_words
from members.privacy.hooks import seen_in_list, seen_one
from members.reports import queries as reports
from portal.listing import Column, Context, Listing, Query
from portal.listing.base import NONE, Action
from portal.listing.columns import Row
from portal.listing.lookups import pattern
from portal.listing.page import read_as


class _Untouched(django_filters.Filter):
    """Needs the day that the list is made for, which only the list knows: `PeopleListing.select` applies it."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs


class _OnTheDay(_Untouched, django_filters.ModelChoiceFilter):
    """An institute or a category on that day."""


class _Turned(_Untouched):
    """A year, and country codes with commas: `2024,JP,KR`. What the statistics count."""

    field_class = forms.RegexField

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            regex=r"^[12][0-9]{3}(,[A-Z]{2})*$",
            error_messages={"invalid": "write a year, and codes of countries after it: 2024,JP"},
        )


class PeopleListing(Listing):
    """Everybody the collaboration knows, as of a day."""

    name, path, detail = "people", "people/", "person"
    model, noun, noun_plural, group = Person, "person", "people", "Members"
    needs = policy.LIST
    ordering = ("sort_key", "pk")
    search = ("search_name",)
    search_label = "Names in any script and order"
    has_as_of = True
    counted = (Person, Membership, Institute, PersonIdentifier, Category, Group, Appointment)
    actions = (Action("Import people", "import_start", policy.IMPORT, args=("people",)),)
    filters = {
        "at": _OnTheDay(label="member at", queryset=Institute.objects.all()),
        "at_category": _OnTheDay(
            label="there as", queryset=Category.objects.all(), null_label="no category", null_value=NONE
        ),
        "in_group": _OnTheDay(label="in the group", queryset=Group.objects.all()),
        "joined": _Turned(label="joined in"),
        "left": _Turned(label="left in"),
    }
    """Any affiliation, not only the first: what the numbers on the pages of institutes count."""
    empty_text = "The membership office can import a published author list; newcomers file a request."
    columns = (
        Column(
            "full_name",
            "Name",
            expr=lambda context: queries.display_name(),
            primary=True,
            sort=("sort_key",),
        ),
        Column(
            "native_name",
            "Native script",
            expr=lambda context: queries.shown_to(context.user, "native_name", "members_person.native_name"),
        ),
        Column(
            "status",
            "Status",
            filter="choice",
            choices=PersonStatus,
            tones=TONES,
            expr=lambda context: queries.status(context.on),
        ),
        place("institute", "Institute", href=institute_url),
        place("country", "Country"),
        place("category", "Category"),
        Column(
            "orcid",
            "ORCID",
            kind="code",
            expr=lambda context: queries.shown_to(context.user, "orcid", queries.ORCID),
            shown=False,
        ),
        Column(
            "email",
            "E-mail",
            needs=policy.SEE_ADDRESSES,
            filter="text",
            expr=lambda context: queries.shown_to(context.user, "email", "members_person.email"),
            shown=False,
        ),
        Column("paper_name", "Name on papers", shown=False, sort=("sort_key",)),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Person.objects.all())

    def scope(self, context: Context) -> str:
        return "all"

    def remember(self, query: Query, what: str, count: Any, *, without: str = "") -> Any:
        """Counts are shared among the viewers, but not those under a filter that finds other rows for each."""
        if query.values.get("email"):
            return count()
        return super().remember(query, what, count, without=without)

    def select(self, query: Query, *, without: str = "") -> QuerySet[Any]:
        """Who comes later is not in the directory of the day, unless asked for by status."""
        rows = super().select(query, without=without)
        institute, category = query.values.get("at"), query.values.get("at_category")
        if institute or category:
            belonging = memberships.belonging(query.context.on)
            belonging = belonging.filter(institute=institute) if institute else belonging
            if category:
                belonging = belonging.filter(category=None if category == NONE else category)
            rows = rows.filter(pk__in=belonging.values("person"))
        if group := query.values.get("in_group"):
            rows = rows.filter(pk__in=group.appointments.current(query.context.on).values("person"))
        for turn in ("joined", "left"):
            if query.values.get(turn):
                year, *countries = query.values[turn].split(",")
                scope = reports.Scope(query.context.on, tuple(countries) or None)
                rows = rows.filter(pk__in=reports.who_turned(scope, turn, int(year)))
        chosen = set(query.values.get("status") or ())
        if without == "status" or PersonStatus.FUTURE in chosen or (chosen and PersonStatus.DECEASED not in chosen):
            return rows  # the other statuses leave out by themselves who comes later
        return rows.filter(~queries.comes_later(query.context.on))

    def leaves(
        self, query: Query, columns: tuple[Column, ...], count: Callable[[], int], row: Row | None = None
    ) -> None:
        """Who sees addresses is recorded, also who only filters or sorts by them."""
        by_address = query.values.get("email") or query.sort.removeprefix("-") == "email"
        if not by_address and all(column.name != "email" for column in columns):
            return
        where = f"people/{row['pk']} by the API" if row is not None else "the list of people"
        if row is None and (people := count()):
            seen_in_list(query.context.user, where, people, read_as(query))
        elif row is not None and row[self.by_name["email"].source]:
            seen_one(row["pk"], query.context.user, where)

    def find(self, rows: QuerySet[Any], text: str, context: Context) -> QuerySet[Any]:
        """Each word of the text, folded, somewhere in one of the forms of the name; a number names nobody."""
        words = search_words(text)
        if not words and text.strip(" *?"):
            return rows.none()
        for word in words:
            rows = rows.filter(search_name__ilike=pattern(word))
        return rows
