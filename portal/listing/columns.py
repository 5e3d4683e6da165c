"""A column: where its value comes from, who may see it, how it filters, sorts and looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.ui import components
from portal.ui.numbers import bytes_text
from portal.ui.tones import Tone

if TYPE_CHECKING:
    from portal.listing.base import Context

Filter = Literal["choice", "text", "exact", "range", "dates", "overlap"]
Kind = Literal["text", "tag", "number", "bytes", "date", "instant", "flag", "code"]
Row = Mapping[str, Any]

NONE = "(none)"
"""How an empty value is written in a filter."""


@dataclass(frozen=True)
class Bundle:
    """One look that several columns share: `expr(context)` is a JSON object with the value of each by its name.

    Columns of one related row that is found by a subquery would each find it anew, for every row shown. Filters,
    facets and orders go on using the expression of the one column that they are about.
    """

    name: str
    expr: Callable[[Context], Any]


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `path` is the field, dotted across relations (`institute.short_name`); with `expr` it is only
    the name and the value is the expression for the viewer and day. `filter`: `choice` makes a
    facet with counts, `text` a contains with `*`, `exact` equality, `range` numbers from/to, `dates` days from/to,
    `overlap` numbers from/to that the field `span` (an integer range) has in common with them.
    `needs` is the permission without which the column does not exist. `sort` names the ordering
    fields (default: the value itself; empty tuple: not sortable). `href(row)` links the cell; it may
    read `uses` (fields) and `extra` (expressions by name). Where a `bundle` has the value, rows are read
    from it (`of`), and `href` finds it under the bundle's name. `shown=False` hides it until somebody asks;
    with `told` the API tells it to those who did not ask, too. `prefix` is what names write before the number
    (`e0018`), with which it may be searched.
    """

    path: str
    label: str = ""
    filter: Filter | None = None
    kind: Kind = "text"
    needs: str = ""
    expr: Callable[[Context], Any] | None = None
    sort: tuple[str, ...] | None = None
    primary: bool = False
    shown: bool = True
    told: bool = False
    choices: type[models.Choices] | None = None
    tones: Mapping[Any, str] | None = None
    href: Callable[[Row], str] | None = None
    uses: tuple[str, ...] = ()
    extra: Callable[[Context], dict[str, Any]] | None = None
    bundle: Bundle | None = None
    span: str = ""
    short: Callable[[Any], str] | None = None
    prefix: str = ""
    help: str = ""
    name: str = field(default="")
    source: str = field(init=False, default="")
    """The key of the value in a row (an ORM path, or the name of the annotation)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.path.replace(".", "_"))
        if not self.label:
            object.__setattr__(self, "label", self.path.split(".")[-1].replace("_", " ").capitalize())
        if self.choices is not None and self.kind == "text":
            object.__setattr__(self, "kind", "tag" if self.tones else "text")
        object.__setattr__(self, "_labels", dict(self.choices.choices) if self.choices else {})
        object.__setattr__(self, "source", f"x_{self.name}" if self.expr else self.path.replace(".", "__"))
        object.__setattr__(self, "_shows", self._display())

    def of(self, row: Row) -> Any:
        """The value of this column in a row."""
        return row[self.source] if self.bundle is None else (row[self.bundle.name] or {}).get(self.name)

    @property
    def ordering(self) -> tuple[str, ...]:
        return (self.source,) if self.sort is None else self.sort

    @property
    def numeric(self) -> bool:
        return self.kind in ("number", "bytes")

    def word(self, value: Any) -> str:
        """A value in words, as filters, pills and exports for people show it."""
        if value.__class__ is str and self.choices is None and self.kind != "flag":
            return value
        if value is None or value == "":
            return ""
        if self.choices is not None:
            return str(self._labels.get(value, value))  # type: ignore[attr-defined]
        if self.kind == "flag":
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
        if isinstance(value, date):
            return value.isoformat()
        return str(value)

    def html(self, row: Row) -> SafeString:
        """The inside of the cell; everything that came from the record is escaped."""
        value = self.of(row)
        if value is None or value == "":
            return components.EMPTY
        words = self._shows(value)  # type: ignore[attr-defined]
        return components.link(words, self.href(row) if self.href is not None else None)

    def _display(self) -> Callable[[Any], Any]:
        """How a value looks, chosen once: a page asks for hundreds of cells."""
        if self.tones is not None:
            tones = self.tones
            return lru_cache(maxsize=256)(
                lambda value: components.tag(self.word(value), str(tones.get(value, Tone.NONE)))
            )
        if self.short is not None:
            return self.short
        kinds: dict[str, Callable[[Any], Any]] = {
            "number": components.number,
            "bytes": bytes_text,
            "date": components.when,
            "instant": components.when,
        }
        return kinds.get(self.kind, self.word)
