"""A table with mapped columns as rows of facts, and the rows of one person put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from members.authorship.matching.people import name_key
from members.dumps import values
from members.dumps.choices import DAYS, PLACES, Field
from members.dumps.columns import Columns
from members.dumps.table import Cell, Table
from members.people import identifiers
from members.people.names import clean
from portal.importing import Unclear

Words = tuple[tuple[Field, str], ...]
"""What a row says about its institute, by column."""


@dataclass
class Row:
    """One row. With an `error` nothing of it is written, but it still tells whom it speaks of."""

    line: int
    texts: dict[Field, str]
    uuid: UUID | None = None
    email: str = ""
    orcid: str = ""
    inspire: str = ""
    since: date | None = None
    until: date | None = None
    share: int | None = None
    signs_since: date | None = None
    signs_until: date | None = None
    status: str = ""
    error: str = ""
    problems: list[str] = field(default_factory=list)

    def text(self, name: Field) -> str:
        return self.texts.get(name, "")

    @property
    def label(self) -> str:
        names = (self.text(Field.GIVEN), self.text(Field.FAMILY), self.text(Field.SUFFIX))
        return " ".join(filter(None, names)) or self.text(Field.EXTERNAL) or "a row without a name"

    @property
    def name(self) -> tuple[str, str]:
        return name_key(self.text(Field.FAMILY), self.text(Field.GIVEN))

    @property
    def place(self) -> Words:
        return tuple((name, self.text(name)) for name in PLACES if self.text(name))


@dataclass
class Group:
    """The rows of one person; `key` is the natural key by which decisions are remembered."""

    key: str
    rows: list[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def error(self) -> str:
        return self.first.error if all(row.error for row in self.rows) else ""

    def said(self, get: Callable[[Row], Any]) -> Any:
        """The first thing that any row says here."""
        return next((found for row in self.rows if (found := get(row))), "")

    def text(self, name: Field) -> str:
        return str(self.said(lambda row: row.text(name)))


def read_rows(table: Table, columns: Columns) -> list[Row]:
    """All rows. Raises Unclear when dates could be meant in two ways and nobody said in which."""
    at = columns.at(table.headers)
    if not columns.date_order:
        for line, cells in table.rows:
            for name in DAYS:
                if name in at and values.is_ambiguous(cells[at[name]]):
                    raise Unclear(
                        f"line {line}: {cells[at[name]]} could be day/month or month/day: say in which order dates are"
                    )
    return [_row(line, cells, at, columns.date_order) for line, cells in table.rows]


def _row(line: int, cells: tuple[Cell, ...], at: dict[Field, int], order: str) -> Row:
    row = Row(line, {name: clean(values.bare(str(cells[where]))) for name, where in at.items()})
    for name, read in (("orcid", identifiers.orcid), ("inspire", identifiers.inspire_id)):
        checked = read(row.text(Field.ORCID if name == "orcid" else Field.INSPIRE))
        setattr(row, name, checked.value)
        if checked.problem:
            row.problems.append(f"{row.label}: {checked.problem}; it is left out")
    try:
        row.email = values.email(row.text(Field.EMAIL))
    except ValueError as error:
        row.problems.append(f"{row.label}: {error}; it is left out")

    def cell(name: Field) -> Cell:
        return cells[at[name]] if name in at else ""

    try:
        row.uuid = values.own_id(row.text(Field.UUID))
        if not any(char.isalpha() for char in row.text(Field.FAMILY)):
            raise ValueError("there is no family name")  # noqa: TRY301
        row.since, row.until = _period(row, cell, order, (Field.FROM, Field.UNTIL, Field.LAST_DAY))
        row.signs_since, row.signs_until = _period(
            row, cell, order, (Field.SIGNS_FROM, Field.SIGNS_UNTIL, Field.SIGNS_LAST_DAY)
        )
        row.share = values.share(cell(Field.SHARE))
        row.status = values.status(cell(Field.STATUS))
    except ValueError as error:
        row.error = str(error)
    return row


def _period(
    row: Row, cell: Callable[[Field], Cell], order: str, names: tuple[Field, Field, Field]
) -> tuple[date | None, date | None]:
    """(first day, first day without). Raises ValueError that names the column."""
    found: list[date | None] = []
    for name in names:
        try:
            found.append(values.day(cell(name), order))
        except ValueError as error:
            raise ValueError(f"{name.label}: {error}") from error
    since, until, last = found
    if last is not None:
        until = date.fromordinal(last.toordinal() + 1)
    if since and until and until <= since:
        raise ValueError(f"it ends ({names[2].label if last else names[1].label} {last or until}) before it begins")
    return since, until


def groups(rows: list[Row]) -> list[Group]:
    """The rows of each person together: by id here, id in the registry, ORCID, INSPIRE, or address with the name.

    Rows that have a name and nothing else stay apart: they may be namesakes.
    """
    found: dict[str, Group] = {}
    seen: Counter[str] = Counter()
    for row in rows:
        key, alone = _key(row)
        if alone:
            seen[key] += 1
            key = f"{key}#{seen[key]}"
        if key in found:
            _same_name(found[key].first, row)
            found[key].rows.append(row)
        else:
            found[key] = Group(key, [row])
    return list(found.values())


def _key(row: Row) -> tuple[str, bool]:
    """(natural key, whether it may be the key of several people)."""
    name = "|".join(row.name)
    for kind, value in (
        ("uuid", row.uuid), ("id", row.text(Field.EXTERNAL)), ("orcid", row.orcid), ("inspire", row.inspire)
    ):  # fmt: skip
        if value:
            return f"{kind}:{value}", False
    if row.email:
        return f"mail:{row.email.casefold()}|{name}", False
    return f"name:{name}|" + "|".join(text for _, text in row.place), True


def _same_name(first: Row, row: Row) -> None:
    if row.name != first.name:
        row.problems.append(f"{row.label} has the ids of {first.label} in line {first.line}, whose name counts")


def problems(rows: list[Row]) -> Iterator[tuple[int, str]]:
    """What is odd about rows that come in all the same."""
    for row in rows:
        for words in row.problems:
            yield row.line, words
