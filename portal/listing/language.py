"""What the text box of a list understands: words, fields, exclusion, alternatives and ranges.

::

    uubar  "two words"  r02?1        the text occurs; * stands for any text, ? for one character, nothing else does
    -uubar                           it does not occur
    campaign:MC15rd_b,MC16rd*        the field is one of these
    !campaign:MC15rd_b               it is none of these (a minus does the same)
    run:200..300  events:1000000..   from, to, or both
    exp:e0018                        a number may be written as names write it
    skim:(none)                      the field is empty

All conditions hold together. Capital letters make no difference. A value in quotes is taken to the letter. A
`field!=value` of the address is the same as `!field:value` with the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import Case, Q, QuerySet, Value, When

from portal.listing.columns import NONE, Column
from portal.listing.lookups import literal, pattern

if TYPE_CHECKING:
    from django.http import QueryDict

    from portal.listing.base import Listing

MOST = 30
"""Conditions in one text: a longer one is a pasted page, not a search."""
NOT = "!"
"""Stands after the name of a field in the address, where its values are excluded."""
_TOKEN = re.compile(r'(?:"[^"]*"|[^\s"]|"(?=[^"]*$))+')
_FIELD = re.compile(r"([A-Za-z_]+):(.+)", re.DOTALL)
_VALUE = re.compile(r'"([^"]*)"|([^,]+)')
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,6})?")


class Unreadable(ValueError):
    """A condition that means nothing; in words that name it."""


@dataclass(frozen=True)
class Term:
    """One condition. Without a column: the text `values[0]` occurs. `condition` is what the database is asked."""

    raw: str
    values: tuple[str, ...]
    column: Column | None = None
    negative: bool = False
    parameter: str = ""
    """The parameter of the address that said it; empty for one of the text."""
    condition: Q = field(default_factory=Q, compare=False)

    @property
    def label(self) -> str:
        """What it is about, as a pill says it."""
        label = "text" if self.column is None else within(self.column.label)
        return f"not {label}" if self.negative else label

    @property
    def about(self) -> str:
        """The name of the column; empty for text, and for text that every row has."""
        return self.column.name if self.column is not None else ""

    @property
    def free(self) -> bool:
        """Whether it looks for text, other than text that every row has."""
        return self.column is None and (self.negative or bool(self.condition))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that it leaves."""
        if not self.condition:
            return rows.none() if self.negative else rows
        if not self.negative:
            return rows.filter(self.condition)
        if self.column is None or (self.column.expr is None and not self.column.span):
            return rows.exclude(self.condition)
        # an expression or a range without a value is not the excluded value either, while NOT of NULL is NULL
        return rows.filter(Case(When(self.condition, then=Value(value=False)), default=Value(value=True)))


def within(label: str) -> str:
    """A label inside a sentence: `Event type` begins small, `ORCID` does not."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def fields(listing: Listing, columns: Iterable[Column]) -> dict[str, Column]:
    """The columns that the text box knows, by every name that it takes for them, the short ones first."""
    by_name = {column.name: column for column in columns if column.bundle is None}
    asked = {name: column for name, column in by_name.items() if column.filter or column.numeric or column.primary}
    short = {name: asked[long] for name, long in (listing.fields or {}).items() if long in asked}
    return short | asked


def guide(listing: Listing, columns: Iterable[Column]) -> dict[str, Any]:
    """How to ask this list, for its page: the fields, each by its shortest name, with what it is called there."""
    columns = tuple(columns)
    named: dict[str, tuple[str, str]] = {}
    for name, column in fields(listing, columns).items():
        named.setdefault(column.name, (name, column.label))
    facets = (named[item.name][0] for item in columns if item.filter == "choice" and item.kind == "text")
    ranges = (named[item.name][0] for item in columns if item.span or (item.numeric and item.filter != "choice"))
    return {"fields": sorted(named.values()), "facet": next(facets, ""), "range": next(ranges, "")}


def read(listing: Listing, columns: Iterable[Column], text: str) -> tuple[Term, ...]:
    """The conditions of a text. Raises Unreadable."""
    known = fields(listing, columns)
    tokens = _TOKEN.findall(text)
    if len(tokens) > MOST:
        raise Unreadable(f"a search has at most {MOST} conditions, this one has {len(tokens)}")
    return tuple(_term(listing, known, token) for token in tokens)


def excluded(listing: Listing, columns: Iterable[Column], params: QueryDict) -> tuple[Term, ...]:
    """The conditions of the parameters `field!=value`. Raises Unreadable."""
    facets = {f"{column.name}{NOT}": column for column in columns if column.filter == "choice"}
    return tuple(
        _about(listing, name, [(item, True) for item in params.getlist(name) if item], facets[name], said=name)
        for name in params
        if name in facets and any(params.getlist(name))
    )


def without(terms: Iterable[Term], gone: Term) -> str:
    """The text without one of its conditions."""
    return " ".join(term.raw for term in terms if term is not gone and not term.parameter)


def _term(listing: Listing, known: Mapping[str, Column], token: str) -> Term:
    body = token[1:] if len(token) > 1 and token[0] in "-!" else token
    negative = body is not token
    found = _FIELD.fullmatch(body)
    if found is None:
        word = body.replace('"', "") or body
        return Term(token, (word,), None, negative, condition=_occurs(listing, word))
    column = known.get(found[1].lower())
    if column is None:
        names = ", ".join(sorted(known))
        raise Unreadable(f"there is no field “{found[1]}”; there are {names} (in quotes a colon is part of the text)")
    values = [(quoted or plain, bool(quoted)) for quoted, plain in _VALUE.findall(found[2])]
    return _about(listing, token, values, column, negative=negative)


def _occurs(listing: Listing, word: str) -> Q:
    """The word occurs in one of the fields that the list searches; empty where it occurs in everything."""
    wanted = Q()
    if word.strip("*?"):
        for source in listing.search:
            wanted |= Q(**{f"{source}__ilike": pattern(word)})
    return wanted


def _about(
    listing: Listing,
    raw: str,
    values: list[tuple[str, bool]],
    column: Column,
    *,
    negative: bool = True,
    said: str = "",
) -> Term:
    """A condition on a column: it has any of the values, or none of them."""
    wanted = Q()
    for value, quoted in values:
        wanted |= _is(listing, column, value, quoted=quoted)
    if not wanted:
        raise Unreadable(f"{column.name}: a value is missing")
    return Term(raw, tuple(value for value, _ in values), column, negative, said, wanted)


def _is(listing: Listing, column: Column, value: str, *, quoted: bool) -> Q:
    source = column.source
    if value == NONE:
        empty = Q(**{f"{column.span or source}__isnull": True})
        textual = column.kind == "text" or (column.choices is not None and issubclass(column.choices, str))
        return empty | Q(**{source: ""}) if textual and not column.span else empty
    if column.span or column.numeric or column.filter == "dates":
        return _between(column, value)
    if column.choices is not None:
        return Q(**{source: _choice(column, value)})
    if column.kind == "flag":
        return Q(**{source: _flag(column, value)})
    if not quoted and ("*" in value or "?" in value):
        return Q(**{f"{source}__ilike": literal(value)})
    spelled = [] if quoted else listing.spellings(column, value)
    return Q(**{f"{source}__in": spelled}) if spelled else Q(**{source: value})


def _between(column: Column, value: str) -> Q:
    """A number or day, or all from one to another; an open end is left out."""
    first, dots, last = value.partition("..")
    low, high = _end(column, first), _end(column, last) if dots else _end(column, first)
    if low is None and high is None:
        raise Unreadable(f"{column.name}: a value is missing")
    if low is not None and high is not None and low > high:
        raise Unreadable(f"{column.name}: {first} is more than {last}")
    if column.span:
        return Q(**{f"{column.span}__overlap": NumericRange(low, high, bounds="[]")})
    source = f"{column.source}__date" if column.kind == "instant" else column.source
    if not dots:
        return Q(**{source: low})
    ends = {f"{source}__gte": low, f"{source}__lte": high}
    return Q(**{name: end for name, end in ends.items() if end is not None})


def _end(column: Column, text: str) -> Any:
    if not text:
        return None
    try:
        if column.filter == "dates":
            return date.fromisoformat(text)
        number = _bare(column, text)
        if _NUMBER.fullmatch(number):
            return Decimal(number) if "." in number and not column.span else int(number)
    except ValueError:
        pass
    kind = "a day like 2026-03-31" if column.filter == "dates" else "a number"
    raise Unreadable(f"{column.name}: “{text[:40]}” is not {kind}; a range is written from..to")


def _bare(column: Column, text: str) -> str:
    """The number in `e0018`, the text itself where it is not written so."""
    digits = text[len(column.prefix) :]
    return digits if text.lower().startswith(column.prefix.lower()) and digits[:1].isdecimal() else text


def _choice(column: Column, value: str) -> Any:
    """One of a fixed set, by value or by label."""
    assert column.choices is not None
    for item, label in column.choices.choices:
        if value.lower() in (str(item).lower(), str(label).lower()):
            return item
    labels = ", ".join(str(item) for item in column.choices.values)
    raise Unreadable(f"{column.name}: “{value[:40]}” is none of {labels}")


def _flag(column: Column, value: str) -> bool:
    words = {"yes": True, "true": True, "no": False, "false": False}
    if value.lower() not in words:
        raise Unreadable(f"{column.name}: “{value[:40]}” is neither yes nor no")
    return words[value.lower()]
