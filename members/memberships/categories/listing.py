"""The list of categories and the page of one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode

from members.memberships.categories import policy
from members.memberships.categories.actions import in_use
from members.memberships.models import Category, Membership
from members.memberships.queries import belonging
from members.people.models import Person
from portal.detail import Detail, Fact, Facts, Shown
from portal.listing import Column, Context, Listing
from portal.listing.base import Action
from portal.policy import may
from portal.ui.addresses import page_url


def _people(context: Context) -> Coalesce:
    rows = belonging(context.on).filter(category=OuterRef("pk")).order_by().values("category")
    return Coalesce(Subquery(rows.annotate(people=Count("person", distinct=True)).values("people")), 0)


def _people_url(row: Any) -> str:
    """Who is there in the category today, in whichever of the affiliations: those whom the column counts."""
    return f"{reverse('people')}?{urlencode({'at_category': row['pk']})}"


class CategoriesListing(Listing):
    """The categories of membership and what follows from each."""

    name, path, detail = "categories", "categories/", "category"
    model, noun, noun_plural, group = Category, "category", "categories", "Members"
    needs = policy.PEOPLE
    ordering = ("order", "name", "pk")
    search = ("name", "code")
    search_label = "Name or code"
    counted = (Category, Membership, Person)
    hits = 3
    comes_with_tables = True
    actions = (Action("Add a category", "category_new", policy.KEEP),)
    empty_text = "Without a category everybody is a member and nothing more is known."
    columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "Category", primary=True, sort=("order", "name")),
        Column("people", "People now", kind="number", expr=_people, href=_people_url),
        Column("is_member", "Member", kind="flag", filter="choice", help="No: a guest with restricted access."),
        Column("may_be_author", "Signs papers", kind="flag", filter="choice"),
        Column("counts_for_votes", "Votes", kind="flag", filter="choice"),
        Column("pays_dues", "Dues", kind="flag", filter="choice"),
        Column("needs_sponsor", "Sponsor", kind="flag", filter="choice"),
        Column("needs_end", "Last day", kind="flag", filter="choice"),
        Column("longest_days", "Longest term (days)", kind="number"),
        Column("code", kind="code", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"


class CategoryPage(Detail):
    """One category."""

    model, name, path = Category, "category", "categories/<int:pk>/"
    listing, group, noun_plural = "categories", "Members", "categories"
    needs = policy.PEOPLE
    left = (
        Facts(
            "What follows from it",
            Fact("is_member", "Is a member"),
            Fact("may_be_author", "May sign papers"),
            Fact("counts_for_votes", "Counts for votes"),
            Fact("pays_dues", "Pays dues"),
            Fact("needs_sponsor", "Needs a sponsor"),
            Fact("needs_end", "Needs a last day"),
            Fact("longest_days", "Longest term in days", kind="number"),
        ),
    )
    right = (Facts("Known as", Fact("code", "Code", kind="code", copy=True), Fact("order", "Place in lists")),)

    def actions(self, obj: Category, shown: Shown) -> list[dict[str, Any]]:
        people = {"label": "People", "url": _people_url({"pk": obj.pk})}
        if not may(shown.user, policy.KEEP):
            return [people]
        return [
            people,
            {"label": "Change", "url": page_url("category_change", obj.pk), "primary": True},
            {"label": "Remove", "form": page_url("category_remove", obj.pk), "disabled_reason": in_use(obj)},
        ]
