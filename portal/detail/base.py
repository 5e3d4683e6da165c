"""`Detail`: the declaration of a page about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404

from portal.detail.gather import Rows, gather
from portal.detail.panels import Panel, Shown, Table
from portal.faults import FAULTS, part
from portal.lifecycle.moves import Moves
from portal.policy import audience


@dataclass(frozen=True)
class Banner:
    """A line above everything else, for what nobody may miss. `html` is safe HTML."""

    tone: str
    html: str
    aside: str = ""


BARE: dict[str, Any] = {"id": "", "tag": None, "count_text": "", "actions": (), "note": "", "more": None}
"""What a panel need not have: a template looks longer for what is missing than for what is empty."""


class Detail:
    """A page about one `model`. Subclass, declare, give the class to `detail_urls`."""

    model: ClassVar[type[Model]]
    name: ClassVar[str]
    """URL name; the list that it belongs to is `listing`."""
    path: ClassVar[str]
    lookup: ClassVar[str] = "pk"
    listing: ClassVar[str]
    group: ClassVar[str]
    noun_plural: ClassVar[str]
    needs: ClassVar[str]
    left: ClassVar[tuple[Panel, ...]] = ()
    right: ClassVar[tuple[Panel, ...]] = ()
    moves: ClassVar[Moves | None] = None
    has_as_of: ClassVar[bool] = False
    related_history: ClassVar[tuple[str, ...]] = ()
    has_history: ClassVar[bool] = True
    history_needs: ClassVar[str] = ""
    select_related: ClassVar[tuple[str, ...]] = ()
    together: ClassVar[tuple[Rows, ...]] = ()
    """Rows that facts, tag or banners need (`shown.gathered[...]`); those of tables need not stand here."""

    def visible(self, user: Any) -> QuerySet[Any]:
        """The rows that `user` may know of; any other is "not found"."""
        return self.model._default_manager.all()

    def get(self, user: Any, key: str) -> Any:
        rows = self.visible(user).select_related(*self.select_related) if self.select_related else self.visible(user)
        return get_object_or_404(rows, **{self.lookup: key})

    def title(self, obj: Any) -> str:
        return str(obj)

    def subtitle(self, obj: Any, shown: Shown) -> str:
        """Safe HTML under the title."""
        return ""

    def visibility(self, obj: Any, shown: Shown) -> str:
        """One sentence: who can see this page and why the viewer can."""
        return audience(shown.user, self.needs, obj)

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        """The state as (label, tone)."""
        if self.moves is None:
            return None
        state = self.moves.lifecycle.state(obj)
        return str(self.moves.lifecycle.states(state).label), str(self.moves.tones.get(state, "none"))

    def copy(self, obj: Any) -> str:
        """What the copy button beside the title copies; empty: no button."""
        return ""

    def links(self, obj: Any) -> list[dict[str, str]]:
        """The same thing for machines: {rel, type, href} for the head of the page."""
        return []

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        return []

    def underway(self, obj: Any) -> str:
        """What a worker is still doing to it, in words; the page looks again by itself until this is empty."""
        return ""

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        """Buttons beside those of the moves: {label, url, primary}."""
        return []

    def gather(self, obj: Any, shown: Shown) -> None:
        """Read the rows of all tables that the viewer may see, in one query."""
        tables = [
            panel.rows
            for panel in (*self.left, *self.right)
            if isinstance(panel, Table) and isinstance(panel.rows, Rows) and panel.allowed(obj, shown)
        ]
        try:
            shown.gathered.update(gather([*self.together, *tables], obj.pk, shown.on))
        except FAULTS:
            if connection.in_atomic_block:
                raise
            shown.gathered.update(gather(self.together, obj.pk, shown.on))
            shown.apart.append(lambda rows: gather([rows], obj.pk, shown.on)[rows])

    def leaves(self, obj: Any, shown: Shown, page: dict[str, Any]) -> None:
        """Asked before the page leaves, with all that it shows: for pages whose readers are recorded."""

    def panels(self, panels: tuple[Panel, ...], obj: Any, shown: Shown) -> list[dict[str, Any]]:
        found = (self._panel(panel, obj, shown) for panel in panels if panel.allowed(obj, shown))
        return [{**BARE, **context} for context in found if context is not None]

    def _panel(self, panel: Panel, obj: Any, shown: Shown) -> dict[str, Any] | None:
        """What the panel shows, or that it failed."""
        return part(
            f"{type(self).__name__}: {panel.title}",
            lambda: panel.context(obj, shown),
            lambda words: {"title": panel.title, "kind": "failed", "text": words},
        )

    def moved_to(self, user: Any, key: str) -> str:
        """Where the page of a row went that `user` does not find; empty: nowhere, it is "not found"."""
        return ""

    def history(self, obj: Any, shown: Shown) -> dict[str, Any]:
        """What `portal.history.entries` is asked for: related tables, and what the viewer may not see of them."""
        return {"related": self.related_history, "hide": self.hidden_fields(obj, shown)}

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        return {name for panel in (*self.left, *self.right) for name in panel.hidden_fields(obj, shown)}
