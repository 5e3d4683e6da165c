"""The lists of reviews, of what the institutes confirm, and of what is to be corrected."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Trim
from django.urls import reverse
from django.utils.http import urlencode

from members.institutes.models import Institute
from members.people.models import Person
from members.reviews import policy
from members.reviews.choices import (
    CONFIRMATION_TONES,
    CORRECTION_TONES,
    REVIEW_TONES,
    ConfirmationState,
    CorrectionState,
    ReviewState,
)
from members.reviews.models import Confirmation, Correction, Review
from members.reviews.panels import CONFIRMATION_MOVES, CORRECTION_MOVES, REVIEW_MOVES
from portal.listing import Column, Context, Listing
from portal.listing.base import Action
from portal.ui.addresses import page_url


def _count(model: Any, field: str, **wanted: Any) -> Coalesce:
    """How many rows of `model` refer to the row."""
    rows = model.objects.filter(**{field: OuterRef("pk")}, **wanted).order_by().values(field)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _list(row: Any, **chosen: str) -> str:
    """The institutes of the review of a row."""
    return f"{reverse('confirmations')}?{urlencode({'year': row['year'], **chosen})}"


class ReviewsListing(Listing):
    """The yearly reviews."""

    name, path, detail = "reviews", "reviews/", "review"
    model, noun, noun_plural, group = Review, "review", "reviews", "Members"
    needs = policy.LIST
    ordering = ("-year", "pk")
    moves = REVIEW_MOVES
    counted = (Review, Confirmation)
    hits = 0
    empty_text = "The membership office opens one each year."
    actions = (Action("Open a review", "review_new", policy.OPEN, primary=True),)
    columns = (
        Column("year", "Year", primary=True),
        Column("on", "Touchstone day", kind="date"),
        Column("due_on", "Due", kind="date"),
        Column("state", filter="choice", choices=ReviewState, tones=REVIEW_TONES),
        Column(
            "confirmed",
            "Confirmed",
            kind="number",
            needs=policy.SEE,
            expr=lambda context: _count(Confirmation, "review", state=ConfirmationState.CONFIRMED),
            uses=("year",),
            href=lambda row: _list(row, state=ConfirmationState.CONFIRMED),
        ),
        Column(
            "institutes",
            "Institutes",
            kind="number",
            expr=lambda context: _count(Confirmation, "review"),
            uses=("year",),
            href=_list,
        ),
    )

    def scope(self, context: Context) -> str:
        return "all"


class ConfirmationsListing(Listing):
    """Which institutes have confirmed, and which have not."""

    name, path, detail = "confirmations", "confirmations/", "confirmation"
    model, noun, noun_plural, group = Confirmation, "institute to confirm", "institutes to confirm", "Members"
    needs = policy.LIST
    ordering = ("-review__year", "institute__short_name", "pk")
    search = ("institute__name", "institute__short_name")
    search_label = "Institute"
    moves = CONFIRMATION_MOVES
    hits = 0
    counted = (Confirmation, Review, Institute, Correction)
    empty_text = "A review asks all institutes to confirm their people."
    columns = (
        Column("institute.short_name", "Institute", primary=True, name="institute"),
        Column("institute.country", "Country", filter="choice", name="country"),
        Column("review.year", "Review", filter="choice", kind="number", short=str, name="year"),
        Column("state", filter="choice", choices=ConfirmationState, tones=CONFIRMATION_TONES),
        Column("people", "People confirmed", kind="number"),
        Column(
            "marked",
            "To correct",
            kind="number",
            expr=lambda context: _count(Correction, "confirmation", state=CorrectionState.MARKED),
        ),
        Column("confirmed_at", "Confirmed", kind="instant"),
        Column("who", "Confirmed by"),
        Column("review.due_on", "Due", kind="date", name="due_on", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Confirmation.objects.select_related("institute", "review"))


class CorrectionsListing(Listing):
    """What delegates marked, for the office to correct."""

    name, path = "corrections", "corrections/"
    model, noun, noun_plural, group = Correction, "correction", "corrections", "Members"
    needs = policy.LIST
    ordering = ("marked_at", "pk")
    search = ("person__search_name", "text", "confirmation__institute__short_name")
    search_label = "Name, words or institute"
    moves = CORRECTION_MOVES
    bulk = ("settle",)
    hits = 0
    counted = (Correction, Confirmation, Person)
    empty_text = "Delegates mark in the yearly review what is wrong about their people."
    columns = (
        Column(
            "person",
            "Person",
            primary=True,
            expr=lambda context: Trim(
                Concat("person__given_name", Value(" "), "person__family_name", output_field=CharField())
            ),
            uses=("person_id",),
            href=lambda row: page_url("person", row["person_id"]),
            sort=("person__sort_key",),
        ),
        Column("text", "To correct", sort=()),
        Column(
            "confirmation.institute.short_name",
            "Institute",
            filter="choice",
            name="institute",
            uses=("confirmation_id",),
            href=lambda row: page_url("confirmation", row["confirmation_id"]),
        ),
        Column("confirmation.review.year", "Review", filter="choice", kind="number", short=str, name="year"),
        Column("state", filter="choice", choices=CorrectionState, tones=CORRECTION_TONES),
        Column("who", "Marked by"),
        Column("marked_at", "Marked", kind="instant"),
        Column("answer", "Answer", shown=False, sort=()),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible_corrections(
            context.user, Correction.objects.select_related("person", "confirmation__institute", "confirmation__review")
        )
