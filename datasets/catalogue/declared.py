"""What a source may say of a dataset beside its path, and how that is written.

Every level is known twice where it can differ: from the path, and as the producer declares it. The path is the
identity and stays right; where it has no general skim or no data level, the declared one is what searches, facets and
pages go by. The background level is never in a path. Figures and the state are taken as they are said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from datasets.catalogue.choices import DatasetState, ReplicaKind

FILLED = ("general_skim", "data_level", "background")
"""Columns that a declared value fills where the path has no such level."""
LARGEST_COUNT, LARGEST = 2**31 - 1, 2**63 - 1


def _text(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not (value == "" or value.isprintable()):
            raise ValueError(f"a text of at most {longest} characters is expected, not {shown(value)}")
        return value.strip()

    return read


def _number(prefix: str, digits: int = 0) -> Callable[[Any], str]:
    """Reads a number, also as a path writes it; gives it as the column writes it: with `digits` as in the path."""

    def read(value: Any) -> str:
        text = value.removeprefix(prefix) if isinstance(value, str) else str(value)
        if value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int) or not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValueError(f"a number, or {prefix} with a number, is expected, not {shown(value)}")
        return f"{prefix}{int(text):0{digits}}" if digits else str(int(text))

    return read


LEVELS: Mapping[str, Callable[[Any], str]] = {
    "release": _text(64),
    "global_tag": _number("DB"),
    "campaign": _text(64),
    "production": _number("prod"),
    "stream": _number("s", 2),
    "experiment": _number("e"),
    "energy": _text(16),
    "run": _number("r", 5),
    "general_skim": _text(16),
    "event_type": _text(64),
    "skim_code": _text(8),
    "data_level": _text(16),
    "background": _text(16),
}
"""What a producer may declare: the column, and the reader that gives the text to compare with the column's. Empty text
takes an earlier declaration back."""


def count(largest: int) -> Callable[[Any], int]:
    """Reads a whole number from 0 on."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
            raise ValueError(f"a whole number from 0 to {largest:,} is expected, not {shown(value)}")
        return value

    return read


def _state(value: Any) -> str:
    if value == "affected":
        raise ValueError("there is no such state any more; write a notice that says what is wrong, and leave it good")
    if value not in DatasetState.values:
        raise ValueError(f"one of {', '.join(DatasetState.values)} is expected, not {shown(value)}")
    return str(value)


def instant(value: Any) -> str:
    """A time with its zone, or a day; gives ISO 8601."""
    try:
        if isinstance(value, str) and (moment := parse_datetime(value)) and moment.tzinfo:
            return moment.astimezone(UTC).isoformat()
        if isinstance(value, str) and (day := parse_date(value)):
            return datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"a day, or a time with its zone, is expected, not {shown(value)}")


def day(value: Any) -> str:
    """A day 2026-03-31."""
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise ValueError(f"a day like 2026-03-31 is expected, not {shown(value)}")


FIGURES: Mapping[str, Callable[[Any], Any]] = {
    "files": count(LARGEST_COUNT),
    "events": count(LARGEST),
    "size": count(LARGEST),
    "state": _state,
    "last_seen_at": instant,
}
"""Columns that a source sets as it says them."""
SOURCED = (*FIGURES, *FILLED)
"""Columns that an import may change; those that a person may set are `CURATED`."""
CURATED = ("state", "general_skim", "data_level", "background", "files", "events", "size")


def _kind(value: Any) -> str:
    if value not in ReplicaKind.values:
        raise ValueError(f"disk or tape is expected, not {shown(value)}")
    return str(value)


_REPLICA: Mapping[str, Callable[[Any], Any]] = {
    "site": _text(64),
    "kind": _kind,
    "checksum": _text(80),
    "files": count(LARGEST_COUNT),
    "size": count(LARGEST),
    "verified_on": day,
}


def replicas(value: Any) -> dict[str, list[Any]]:
    """Copies by site: kind, checksum, files, size, day of the check. Raises ValueError, which names the key."""
    if not isinstance(value, list):
        raise ValueError(f"a list of objects is expected, not {shown(value)}")  # noqa: TRY004
    found: dict[str, list[Any]] = {}
    for item in value:
        if not isinstance(item, dict) or not item.get("site"):
            raise ValueError(f"an object with a site is expected, not {shown(item)}")
        if unknown := sorted(item.keys() - _REPLICA.keys()):
            raise ValueError(f"unknown key {shown(unknown[0])}")
        said = {"kind": ReplicaKind.DISK, **{name: each for name, each in item.items() if each is not None}}
        read = {name: named(name, _REPLICA[name], each) for name, each in said.items()}
        if read["site"] in found:
            raise ValueError(f"the site {read['site']} stands in it twice")
        found[read["site"]] = [str(read["kind"]), *(read.get(name) for name in ("checksum", "files", "size"))]
        found[read["site"]] += [read.get("verified_on")]
        found[read["site"]][1] = found[read["site"]][1] or ""
    return found


def named(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    """What `read` makes of a value. Raises ValueError, which names it."""
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def shown(value: Any) -> str:
    """A value as a message repeats it."""
    text = str(value)
    return f"“{text[:60]}{'…' if len(text) > 60 else ''}”"
