"""The page of an analysis; what the pages of samples show of following and use."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from datasets.catalogue.links import tail
from datasets.collections import policy as collections
from datasets.collections.choices import TONES as COLLECTION_TONES
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.following import policy
from datasets.following.choices import ANALYSIS_TONES, AnalysisState
from datasets.following.models import Analysis, Follow, Use
from datasets.following.things import USABLE, columns, kind_of
from members.people.models import Person
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table
from portal.policy import may
from portal.ui import components

NAMED = 10
"""Analyses that a question names."""
SHOWN = 20
"""Analyses beside a sample, and uses of one analysis; the lists have all."""


def buttons(thing: Any, shown: Shown) -> list[dict[str, Any]]:
    """Follow or unfollow, and declare the use, for those who may."""
    made: list[dict[str, Any]] = []
    kind = kind_of(thing)
    if may(shown.user, policy.FOLLOW):
        followed = policy.own_follows(shown.user).filter(**columns(thing)).exists()
        label, verb = ("Unfollow", "unfollow") if followed else ("Follow", "follow")
        made.append({"label": label, "name": verb, "form": reverse("follow", args=[kind, thing.pk])})
    if kind in USABLE and may(shown.user, policy.DECLARE):
        made.append({"label": "I use this", "url": reverse("use", args=[kind, thing.pk])})
    return made


def followers(thing: Any, shown: Shown) -> str:
    """How many follow it: a number without names, for those who make the samples."""
    if not may(shown.user, collections.MAKE):
        return ""
    count = Follow.objects.filter(**columns(thing)).count()
    return f"{count:,}" if count else ""


def concerned(thing: Any, user: Any) -> str:
    """Who relies on a sample, in words for the question before it leaves use: active analyses, by name for those who
    may see them, and how many people follow it.
    """
    active = Use.objects.filter(**{kind_of(thing): thing}, analysis__state=AnalysisState.ACTIVE)
    using = active.values("analysis").distinct().count()
    following = Follow.objects.filter(**columns(thing)).values("user").distinct().count()
    if not using and not following:
        return f"No analysis has declared that it uses {thing}, and nobody follows it."
    said, names = [], ""
    if using and may(user, policy.SEE_USES):
        found = active.order_by("analysis__title").values_list("analysis__title", flat=True).distinct()[:NAMED]
        more = f" and {using - NAMED} more" if using > NAMED else ""
        names = f" ({', '.join(f'“{title}”' for title in found)}{more})"
    if using:
        said.append(f"{using:,} {'analysis uses' if using == 1 else 'analyses use'} {thing}{names}")
    if following:
        verb = "person follows" if following == 1 else "people follow"
        said.append(f"{following:,} {verb} {'it' if said else thing}")
    return f"{', and '.join(said)}."


def _using(thing: Any, shown: Shown) -> list[Use]:
    """Analyses that declared the sample, active ones first."""
    rows = Use.objects.filter(**{kind_of(thing): thing}).select_related("analysis__group")
    return list(rows.order_by("analysis__state", "analysis__title", "pk")[:SHOWN])


def _state(analysis: Analysis) -> Any:
    return components.tag(analysis.get_state_display(), ANALYSIS_TONES[AnalysisState(analysis.state)])


def used_by(empty: str = "") -> Table:
    """The analyses that declared the sample; without any `empty`, or no such panel."""
    return Table(
        "Used by",
        _using,
        Cell(
            "Analysis", lambda row: row.analysis.title, href=lambda row: row.analysis.get_absolute_url(), primary=True
        ),
        Cell("Group", lambda row: row.analysis.group and row.analysis.group.code),
        Cell("State", lambda row: _state(row.analysis), name="state"),
        empty=empty,
        needs=policy.SEE_USES,
    )


def _contact(analysis: Analysis, shown: Shown) -> Any:
    person = Person.objects.filter(user=analysis.contact_id).first()
    return components.link(person, person.get_absolute_url()) if person else str(analysis.contact)


def _paper(analysis: Analysis, shown: Shown) -> Any:
    is_address = analysis.paper.startswith(("https://", "http://"))
    return components.link(analysis.paper, analysis.paper) if is_address else analysis.paper


def _uses(analysis: Analysis, shown: Shown) -> list[Use]:
    """Of test collections only for those who see them."""
    seen = collections.visible(shown.user, Collection.objects.all())
    rows = analysis.uses.select_related("collection", "dataset", "analysis")
    return list((rows.filter(collection__in=seen) | rows.filter(collection=None)).order_by("-pk")[: SHOWN * 5])


def _used_state(row: Use) -> Any:
    if row.collection is None:
        return None
    state = CollectionState(row.collection.state)
    return components.tag(state.label, COLLECTION_TONES[state])


def _name(row: Use) -> str:
    return str(row.collection) if row.collection is not None else tail(str(row.dataset))


class AnalysisPage(Detail):
    """An analysis and what it uses."""

    model, name, path = Analysis, "analysis", "analyses/<int:pk>/"
    listing, group, noun_plural = "analyses", "Following", "analyses"
    needs = policy.SEE_USES
    has_history = False
    select_related = ("contact", "group")
    left = (
        Table(
            "Uses",
            _uses,
            Cell("Sample", _name, href=lambda row: row.used.get_absolute_url(), primary=True),
            Cell("State", _used_state, name="state"),
            Cell("Declared", lambda row: row.declared_at),
            empty="Nothing yet: the pages of collections and datasets have the button “I use this”.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("contact", "Contact", value=_contact),
            Fact("group", "Working group", href=lambda row: row.group.get_absolute_url()),
            Fact("paper", "Paper", value=_paper),
            Fact("declared_on", "Declared"),
            Fact("ended_on", "Ended"),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return Analysis.objects.all()

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = AnalysisState(obj.state)
        return str(state.label), str(ANALYSIS_TONES[state])

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        if not may(shown.user, policy.CHANGE, obj):
            return []
        made: list[dict[str, Any]] = [{"label": "Edit", "url": reverse("analysis_edit", args=[obj.pk])}]
        if obj.uses.exists():
            made.append({"label": "Remove a use", "url": reverse("analysis_drop", args=[obj.pk])})
        if obj.state == AnalysisState.ACTIVE:
            words = "What it used stays on record; its contact gets no more news of that."
            made.append({"label": "End", "form": reverse("analysis_end", args=[obj.pk]), "confirm": words})
        return made
