"""The panels that a page of one thing is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString

from portal.detail.gather import Found, Rows
from portal.policy import may
from portal.ui import components
from portal.ui.numbers import bytes_text


@dataclass(frozen=True)
class Shown:
    """For whom, and for which day, a page of one thing is made."""

    user: Any
    on: date
    request: Any = None
    gathered: dict[Rows, Found] = field(default_factory=dict)
    """The rows that the page read together, by their declaration."""
    apart: list[Callable[[Rows], Found]] = field(default_factory=list)
    """How to read them one by one, where reading them together failed: so that one fails, and not all."""

    def rows(self, declared: Rows) -> Found:
        """The rows that the page read together, or read now."""
        if declared not in self.gathered and self.apart:
            return self.apart[0](declared)
        return self.gathered[declared]


@dataclass(frozen=True)
class Fact:
    """One line of facts: `path` dotted across relations, or `value(obj, shown)`.

    `href(obj)` links it, or `address`, in which {} stands for the value.
    `needs` is asked about the object; without it the line does not exist. `field` names the model
    field that it shows, so that the history hides its changes as well (default: the path).
    """

    path: str
    label: str
    kind: str = "text"
    needs: str = ""
    value: Callable[[Any, Shown], Any] | None = None
    href: Callable[[Any], str] | None = None
    address: str = ""
    tones: Any = None
    copy: bool = False
    always: bool = False
    field: str = ""

    @property
    def shows(self) -> str:
        """The model field that the history knows it by."""
        return self.field or self.path

    def html(self, obj: Any, shown: Shown) -> SafeString | None:
        """The value as HTML; None when there is nothing to say."""
        value = self.value(obj, shown) if self.value else _follow(obj, self.path)
        if value in (None, "", [], ()):
            return components.EMPTY if self.always else None
        if isinstance(value, SafeString):
            return value
        words: Any = _words(obj, self.path, value, self.kind) if not self.tones else None
        if self.tones is not None:
            words = components.tag(_words(obj, self.path, value, "text"), str(self.tones.get(value, "none")))
        elif self.kind == "code":
            words = components.path(value)
        address = self.address.format(value) if self.address else self.href(obj) if self.href else None
        link = components.link(words, address)
        return SafeString(f"{link} {components.copy(value)}") if self.copy else link


def _follow(obj: Any, path: str) -> Any:
    for name in path.split("."):
        if obj is None:
            return None
        obj = getattr(obj, name)
    return obj


def _words(obj: Any, path: str, value: Any, kind: str) -> Any:
    """A value in words: choices by their label, dates and numbers as everywhere."""
    if kind == "number":
        return components.number(value)
    if kind == "bytes":
        return bytes_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date | datetime):
        return components.when(value)
    owner = _follow(obj, path.rpartition(".")[0]) if "." in path else obj
    label = getattr(owner, f"get_{path.rpartition('.')[2]}_display", None)
    return label() if label else value


class Panel:
    """A titled part of the page. `context(obj, shown)` is what the template gets, None leaves it out."""

    title: str
    needs: str = ""

    def context(self, obj: Any, shown: Shown) -> dict[str, Any] | None:
        raise NotImplementedError

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        """Model fields whose changes the history must not show to this viewer."""
        return set()

    def allowed(self, obj: Any, shown: Shown) -> bool:
        return not self.needs or may(shown.user, self.needs, obj)


class Facts(Panel):
    """A list of label and value."""

    def __init__(self, title: str, *facts: Fact, needs: str = "") -> None:
        self.title, self.facts, self.needs = title, facts, needs

    def context(self, obj: Any, shown: Shown) -> dict[str, Any] | None:
        lines = []
        for fact in self.facts:
            if fact.needs and not may(shown.user, fact.needs, obj):
                continue
            html = fact.html(obj, shown)
            if html is not None:
                lines.append((fact.label, html))
        return {"title": self.title, "kind": "facts", "rows": lines} if lines else None

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        if not self.allowed(obj, shown):
            return {fact.shows for fact in self.facts}
        return {fact.shows for fact in self.facts if fact.needs and not may(shown.user, fact.needs, obj)}


@dataclass(frozen=True)
class Cell:
    """A column of a `Table` panel: `value(row)` gives text, a date, a number or safe HTML."""

    label: str
    value: Callable[[Any], Any]
    href: Callable[[Any], str | None] | None = None
    numeric: bool = False
    mono: bool = False
    primary: bool = False
    name: str = ""
    sort_url: str = ""
    sorted: str | None = None

    def html(self, row: Any) -> Any:
        value = self.value(row)
        if value is None or value == "":
            return components.EMPTY
        if isinstance(value, date | datetime):
            value = components.when(value)
        return components.link(value, self.href(row) if self.href else None)


class Table(Panel):
    """Rows of another noun. `rows(obj, shown)` reads them all or a first page with `more(obj) -> url`.

    A column of which no row says anything is left out. `Rows` are read together with those of the other tables of the
    page.
    """

    def __init__(
        self,
        title: str,
        rows: Callable[[Any, Shown], Iterable[Any]] | Rows,
        *cells: Cell,
        more: Callable[[Any, Shown], tuple[str, str] | None] | None = None,
        empty: str = "",
        needs: str = "",
    ) -> None:
        self.title, self.rows, self.cells, self.more, self.empty, self.needs = title, rows, cells, more, empty, needs

    def context(self, obj: Any, shown: Shown) -> dict[str, Any] | None:
        rows = shown.rows(self.rows) if isinstance(self.rows, Rows) else list(self.rows(obj, shown))
        if not rows and not self.empty:
            return None
        written = [[cell.html(row) for cell in self.cells] for row in rows]
        said = [
            at
            for at, cell in enumerate(self.cells)
            if cell.primary or not rows or any(line[at] != components.EMPTY for line in written)
        ]
        lines = [{"pk": None, "url": "", "cells": [line[at] for at in said]} for line in written]
        more = self.more(obj, shown) if self.more else None
        return {
            "title": self.title,
            "kind": "table",
            "columns": [self.cells[at] for at in said],
            "rows": lines,
            "empty": self.empty,
            "more": {"label": more[0], "url": more[1]} if more else None,
        }


class Template(Panel):
    """Anything else: a template with what `fill(obj, shown)` gives; None leaves the panel out."""

    def __init__(
        self, title: str, template: str, fill: Callable[[Any, Shown], dict[str, Any] | None], needs: str = ""
    ) -> None:
        self.title, self.template, self.fill, self.needs = title, template, fill, needs

    def context(self, obj: Any, shown: Shown) -> dict[str, Any] | None:
        filled = self.fill(obj, shown)
        if filled is None:
            return None
        return {"title": self.title, "kind": "template", "template": self.template, **filled}
