"""The list of what was decided about conflicts in dumps, and what one of them says."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse

from members.dumps import policy
from members.dumps.choices import Subject, Verdict
from members.dumps.models import Decision
from portal.detail import Detail, Fact, Facts, Shown
from portal.listing import Column, Listing

CHOSEN = Coalesce(
    Concat("person__given_name", Value(" "), "person__family_name"), F("institute__short_name"), Value("")
)


class DecisionsListing(Listing):
    """Decisions about conflicts; a dump with the same row does not ask again."""

    name, path, detail = "dump_decisions", "dumps/decisions/", "dump_decision"
    model, noun, noun_plural, group = Decision, "decision", "decisions about dumps", "Members"
    needs = policy.IMPORT
    ordering = ("-decided_at", "pk")
    search = ("label",)
    search_label = "Words of the row"
    hits = 0
    empty_text = "Whoever decides a conflict of a dump finds the decision here, and can take it back."
    columns: ClassVar[tuple[Column, ...]] = (
        Column("label", "Row", primary=True),
        Column("subject", "About", filter="choice", choices=Subject),
        Column("verdict", "Decided", filter="choice", choices=Verdict),
        Column("chosen", "Chosen", expr=lambda context: CHOSEN, sort=()),
        Column("decided_by.username", "By", filter="choice", name="by"),
        Column("decided_at", "When", kind="instant", filter="dates"),
    )


class DecisionPage(Detail):
    """One decision."""

    model = Decision
    name, path = "dump_decision", "dumps/decisions/<int:pk>/"
    listing, group, noun_plural = "dump_decisions", "Members", "decisions about dumps"
    needs = policy.IMPORT
    select_related = ("person", "institute", "decided_by")
    left = (
        Facts(
            "Decision",
            Fact("subject", "About"),
            Fact("verdict", "Decided"),
            Fact("person", "Person", href=lambda decision: decision.person.get_absolute_url()),
            Fact("institute", "Institute", href=lambda decision: decision.institute.get_absolute_url()),
            Fact("decided_by.username", "By"),
            Fact("decided_at", "When"),
        ),
    )

    def title(self, obj: Decision) -> str:
        return obj.label

    def actions(self, obj: Decision, shown: Shown) -> list[dict[str, Any]]:
        return [{"label": "Take back", "form": reverse("dump_decision_take_back", args=[obj.pk])}]
