"""The list of effects: what waits, what went wrong, what has been sent."""

from __future__ import annotations

from textwrap import shorten
from typing import Any, ClassVar

from django.db.models import F, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf

from portal.listing import Column, Context, Listing
from portal.outbox.choices import TONES, EffectState
from portal.outbox.models import Effect
from portal.outbox.policy import SEE
from portal.registry import NavItem, registry


def _about(context: Context) -> Any:
    return Coalesce(NullIf(F("about"), Value("")), F("key"))


def _recipient(context: Context) -> Any:
    return KeyTextTransform("to", "payload")


def _in_one_line(problem: str) -> str:
    """The beginning of a problem; the page of the effect has all of it."""
    return shorten(problem, 60, placeholder=" …")


@registry.listings.add
class EffectListing(Listing):
    """What is to happen, or has happened, outside of the database."""

    name, path = "operations", "operations/"
    model = Effect
    noun, noun_plural, group = "effect", "effects", "Operations"
    needs = SEE
    ordering = ("-created_at", "-pk")
    search = ("about", "key", "last_error")
    search_label = "About, key or problem"
    detail = "effect"
    empty_text = "Mail and other effects appear here when somebody's action asks for them."
    columns: ClassVar[tuple[Column, ...]] = (
        Column("about", "About", expr=_about, sort=(), primary=True),
        Column("state", filter="choice", choices=EffectState, tones=TONES),
        Column("kind", filter="choice", shown=False),
        Column("verb", "Asked by", filter="choice", shown=False),
        Column("to", "To", expr=_recipient, sort=()),
        Column("attempts", kind="number"),
        Column("created_at", "Asked for", kind="instant", filter="dates"),
        Column("due_at", "Next attempt", kind="instant", shown=False),
        Column("done_at", "Done", kind="instant", shown=False),
        Column("last_error", "Last problem", sort=(), short=_in_one_line),
        Column("key", kind="code", sort=(), shown=False),
    )


def _failed(user: Any) -> int:
    return Effect.objects.filter(state=EffectState.FAILED).count()


registry.nav.add(NavItem("Operations", "Outbox", "operations", SEE, key="o", order=90, count=_failed, hot=True))
