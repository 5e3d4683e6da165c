"""The page of a review (how far it is) and of what one institute confirms."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from members.institutes.models import Institute
from members.reports import countries
from members.reviews import actions, policy, queries
from members.reviews.choices import CONFIRMATION_TONES, CORRECTION_TONES, REVIEW_TONES, ConfirmationState
from members.reviews.lifecycle import CONFIRMATION, CORRECTION, REVIEW
from members.reviews.models import Confirmation, Correction, Review, ReviewReminder
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.lifecycle.moves import Moves
from portal.listing.base import NONE
from portal.policy import may
from portal.ui.addresses import page_url
from portal.ui.components import plain

REVIEW_MOVES = Moves(
    REVIEW,
    {"close": actions.close},
    lambda user, pk: get_object_or_404(Review, pk=pk),
    name="review_move",
    prefix="reviews/",
    see=policy.LIST,
    tones=REVIEW_TONES,
)
CONFIRMATION_MOVES = Moves(
    CONFIRMATION,
    {"confirm": actions.confirm},
    lambda user, pk: get_object_or_404(_with_names(policy.visible(user, Confirmation.objects.all())), pk=pk),
    name="confirmation_move",
    prefix="confirmations/",
    see=policy.LIST,
    tones=CONFIRMATION_TONES,
)
CORRECTION_MOVES = Moves(
    CORRECTION,
    {"settle": actions.settle},
    lambda user, pk: get_object_or_404(policy.visible_corrections(user, Correction.objects.all()), pk=pk),
    name="correction_move",
    prefix="corrections/",
    see=policy.LIST,
    tones=CORRECTION_TONES,
)


def _with_names(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    return rows.select_related("institute", "review")


def _list(review: Review, **chosen: Any) -> str:
    """The list of the institutes of a review."""
    return f"{reverse('confirmations')}?{urlencode({'year': review.year, **chosen}, doseq=True)}"


def _progress(review: Review, shown: Shown) -> dict[str, Any]:
    found = queries.progress(review)
    return {
        **found,
        "confirmed_url": _list(review, state=ConfirmationState.CONFIRMED),
        "waiting_url": _list(review, state=ConfirmationState.WAITING),
        "waiting": found["total"] - found["confirmed"],
    }


def _by_country(review: Review, shown: Shown) -> list[dict[str, Any]]:
    """For each country how many institutes there are and have confirmed, each number with the list that proves it."""
    confirmed = Count("pk", filter=Q(state=ConfirmationState.CONFIRMED))
    rows = Confirmation.objects.filter(review=review).order_by().values("institute__country")
    found = [dict(row) for row in rows.annotate(total=Count("pk"), confirmed=confirmed)]
    for row in found:
        chosen = {"country": row["institute__country"] or NONE}
        row["url"] = _list(review, **chosen)
        row["confirmed_url"] = _list(review, state=ConfirmationState.CONFIRMED, **chosen)
    return sorted(found, key=lambda row: (not row["institute__country"], countries.name(row["institute__country"])))


class ReviewPage(Detail):
    """How far a review is, by country."""

    model, name, path = Review, "review", "reviews/<int:pk>/"
    listing, group, noun_plural = "reviews", "Members", "reviews"
    needs = policy.LIST
    moves = REVIEW_MOVES
    left = (
        Template("Progress", "members/_review_progress.html", _progress, needs=policy.SEE),
        Table(
            "By country",
            _by_country,
            Cell("Country", lambda row: countries.name(row["institute__country"]), primary=True),
            Cell("Confirmed", lambda row: row["confirmed"], href=lambda row: row["confirmed_url"], numeric=True),
            Cell("Institutes", lambda row: row["total"], href=lambda row: row["url"], numeric=True),
            needs=policy.SEE,
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("on", "Touchstone day"),
            Fact("due_on", "Due"),
            Fact("opened_at", "Opened"),
            Fact("closed_at", "Closed"),
        ),
    )

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        return [{"label": "Institutes", "url": _list(obj)}]


def _people(confirmation: Confirmation, shown: Shown) -> list[queries.Belonging]:
    """What was confirmed, or what the record says now; read once for the page."""
    kept: dict[Any, Any] = shown.gathered
    if "people" not in kept:
        content = confirmation.snapshot
        on = confirmation.review.on
        kept["people"] = queries.people_in(content) if content else queries.people_of(confirmation.institute, on)
    found: list[queries.Belonging] = kept["people"]
    return found


def _groups(confirmation: Confirmation, shown: Shown) -> dict[str, Any]:
    marked = {row.person_id: row for row in confirmation.corrections.all()}
    open_here = confirmation.state == ConfirmationState.WAITING and may(shown.user, policy.CONFIRM, confirmation)
    people = _people(confirmation, shown)
    groups = [
        (category, [(row, marked.get(row.person)) for row in rows])
        for category, rows in ((key, list(rows)) for key, rows in groupby(people, lambda row: row.category))
    ]
    return {
        "confirmation": confirmation,
        "groups": groups,
        "total": len(people),
        "marked": len(marked),
        "may_mark": open_here,
    }


def _changed(confirmation: Confirmation, shown: Shown) -> dict[str, Any] | None:
    """What is different today from what was confirmed; nothing before the confirmation."""
    if confirmation.snapshot is None:
        return None
    day = max(confirmation.review.on, timezone.localdate())
    now = queries.people_of(confirmation.institute, day)
    before = queries.people_in(confirmation.snapshot)
    return {"changes": queries.changes(before, now), "on": confirmation.review.on, "day": day}


def _facts_then(name: str) -> Any:
    """A fact of the institute as it was confirmed, or as it is now."""

    def read(confirmation: Confirmation, shown: Shown) -> Any:
        kept = confirmation.snapshot
        value = kept["institute"].get(name, "") if kept else getattr(confirmation.institute, name)
        return _kind(value) if name == "kind" else value

    return read


def _kind(value: str) -> str:
    return str(dict(Institute._meta.get_field("kind").flatchoices).get(value, value))


def _person_url(row: dict[str, Any]) -> str:
    return page_url("person", row["person"])


def _delegates(confirmation: Confirmation, shown: Shown) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = (
        confirmation.snapshot["delegates"]
        if confirmation.snapshot
        else queries.deciding(confirmation.institute, confirmation.review.on)
    )
    return kept


class ConfirmationPage(Detail):
    """Everybody of an institute on the touchstone day; the delegate marks what is wrong, and confirms."""

    model, name, path = Confirmation, "confirmation", "confirmations/<int:pk>/"
    listing, group, noun_plural = "confirmations", "Members", "confirmations"
    needs = policy.LIST
    moves = CONFIRMATION_MOVES
    select_related = ("institute", "review", "confirmed_by")
    left = (
        Template("Changed since", "members/_review_changes.html", _changed),
        Template("", "members/_review_people.html", _groups),
    )
    right = (
        Template(
            "Headcounts",
            "members/_review_counts.html",
            lambda confirmation, shown: {
                "counts": queries.headcounts(_people(confirmation, shown)),
                "total": len(_people(confirmation, shown)),
            },
        ),
        Facts(
            "Review",
            Fact("review", "Review", href=lambda row: row.review.get_absolute_url()),
            Fact("review.on", "Touchstone day"),
            Fact("review.due_on", "Due"),
            Fact("confirmed_at", "Confirmed"),
            Fact("who", "Confirmed by"),
            Fact("note", "Note"),
        ),
        Facts(
            "Institute",
            Fact("institute", "Institute", href=lambda row: row.institute.get_absolute_url()),
            *(
                Fact("institute", label, value=_facts_then(name))
                for name, label in (
                    ("name", "On papers"),
                    ("kind", "Kind"),
                    ("address", "Address"),
                    ("inspire_name", "INSPIRE name"),
                    ("ror", "ROR"),
                )
            ),
        ),
        Table(
            "Delegates",
            _delegates,
            Cell(
                "Name", lambda row: row["name"], href=lambda row: reverse("person", args=[row["person"]]), primary=True
            ),
            Cell("As", lambda row: "deputy" if row["deputy"] else "delegate"),
            empty="Nobody decided for the institute on the touchstone day.",
        ),
        Table(
            "Reminders",
            lambda confirmation, shown: ReviewReminder.objects.filter(confirmation=confirmation, sent=True),
            Cell("Before the due day", lambda row: f"{row.days} days", primary=True),
            Cell("Sent", lambda row: row.recorded_at),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Confirmation.objects.all())

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if obj.state == ConfirmationState.WAITING and obj.review.state == "closed":
            return [Banner("stop", plain("The review was closed before this institute confirmed."))]
        return []
