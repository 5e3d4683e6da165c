"""What files say of collections: lists of names, sessions of the collection tools, JSON lines.

Every reader gives `Told` and `Odd` in the order of the file; none refuses a name or a key that it does not know.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from datasets.collections import names
from datasets.luminosity.choices import Kind
from datasets.luminosity.units import Luminosity, Unit, UnitError

KEYS = {
    "dataLevel": "data_level", "description": "description", "campaign": "campaign", "skimDecayMode": "skim_code",
    "generalSkim": "general_skim", "int_luminosity": "luminosity", "beamEnergy": "energy", "mcEventType": "event_type",
    "nFiles": "declared_files", "nEvents": "declared_events", "size": "declared_size",
}  # fmt: skip
"""Columns by the keys of the tools. Every other key is kept as it came."""
LONGEST = {
    "data_level": 16, "campaign": 64, "skim_code": 8, "general_skim": 16, "energy": 16, "event_type": 64,
    "contact": 120, "maker": 120, "luminosity_processing": 64,
}  # fmt: skip
TEXTS = (*LONGEST, "description", "reason", "differences")
NUMBERS = ("declared_files", "declared_events", "declared_size")
WORDS = {"files": "declared_files", "events": "declared_events"}
"""Short names that JSON lines may use."""
_COMMAND = re.compile(r"\$ .*gb2_ds_\S+(?P<rest>.*)")
_ABOUT = re.compile(r"--(?P<what>get_metadata|list_datasets|list_all_collections)(?:\s+(?P<path>\S+))?")
_PAIR = re.compile(r"(?P<key>[A-Za-z_]\w*)\s*:(?:\s+(?P<value>.*))?")
_REMARK = re.compile(r"\s+<- .*")
DATASET = "/belle/"


@dataclass(slots=True)
class Told:
    """What a file says of one collection. `members` is None where it says nothing of them; `known` says that it is in
    use elsewhere. `declared` are the metadata as they came.
    """

    path: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    declared: list[list[str]] = field(default_factory=list)
    members: list[str] | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Odd:
    """A line that is no collection, or one of whose facts cannot be read; `rejects` when it stands for a row."""

    line: int
    text: str
    words: str
    rejects: bool = False


def read_lines(lines: Iterable[tuple[int, str]]) -> Iterator[Told | Odd]:
    """JSON lines when the first line is an object, otherwise names and sessions."""
    rest = iter(lines)
    first = next(((number, text) for number, text in rest if text.strip()), None)
    if first is None:
        return
    everything = (item for part in ([first], rest) for item in part)
    yield from _json(everything) if first[1].lstrip().startswith("{") else _session(everything)


def _session(lines: Iterable[tuple[int, str]]) -> Iterator[Told | Odd]:
    """Names by themselves are a list; behind a command the lines are what it printed."""
    about, block = "list_all_collections", None
    for number, line in lines:
        text = _REMARK.sub("", line).strip()
        if command := _COMMAND.fullmatch(text):
            if block is not None:
                yield block
            about, block, odd = _command(number, text, command["rest"])
            yield from odd
        elif not text or text.startswith("#") or not about:
            continue
        elif about == "list_all_collections":
            yield _name(number, text)
        elif block is None:
            yield Odd(number, text, "no line above names the collection (--get_metadata PATH)", rejects=True)
        else:
            yield from _metadata(block, number, text) if block.members is None else _member(block, number, text)
    if block is not None:
        yield block


def _command(number: int, text: str, rest: str) -> tuple[str, Told | None, list[Odd]]:
    """What the lines below a command are about, the collection that they tell of, and what is odd about it."""
    found = _ABOUT.search(rest)
    if found is None:
        return "", None, [Odd(number, text, "the output of this command says nothing of collections and is not read")]
    if found["what"] == "list_all_collections" or not found["path"]:
        return found["what"], None, []
    named = _name(number, found["path"])
    if isinstance(named, Odd):
        return "", None, [named]
    named.members = [] if found["what"] == "list_datasets" else None
    return found["what"], named, []


def _member(block: Told, number: int, text: str) -> Iterator[Odd]:
    assert block.members is not None
    if text.startswith(DATASET):
        block.members.append(text)
    else:
        yield Odd(number, text, "no path of a dataset")


def _name(number: int, text: str) -> Told | Odd:
    try:
        names.parse(text)
    except names.NotACollection as error:
        return Odd(number, text, str(error), rejects=True)
    return Told(text, number)


def _metadata(block: Told, number: int, text: str) -> Iterator[Odd]:
    pair = _PAIR.fullmatch(text)
    if pair is None:
        yield Odd(number, text, f"{text[:40]!r} is no “key: value”; was the output cut here?")
        return
    key, value = pair["key"], (pair["value"] or "").strip()
    block.declared.append([key, value])
    yield from _take(block, number, key, KEYS.get(key, ""), value)


def _take(told: Told, number: int, key: str, column: str, value: Any) -> Iterator[Odd]:
    """A fact into the column that it is for; what cannot be read is told and left out."""
    if key in ("dataType", "data_type"):
        if value and value.lower() != names.parse(told.path).data_type:
            yield Odd(number, told.path, f"{key} is {value}, which is not what the path says")
        return
    if not column or value in ("", None):
        return
    try:
        told.values |= _read(column, value)
    except ValueError as error:
        yield Odd(number, told.path, f"{key}: {error}")


def _read(column: str, value: Any) -> dict[str, Any]:
    """Columns of one fact. Raises ValueError."""
    if column == "luminosity":
        return {"luminosity": _inverse_fb(str(value))}
    if column == "luminosity_error":
        return {"luminosity_error": _inverse_fb(str(value))}
    if column == "luminosity_kind":
        return {column: Kind(value)}
    if column in NUMBERS:
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,18}", str(value)):
            raise ValueError(f"{str(value)[:40]!r} is no whole number")
        return {column: int(value)}
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]} is no text")  # noqa: TRY004 (of the file, not of the program)
    if len(value) > LONGEST.get(column, 100_000):
        raise ValueError(f"the text is longer than {LONGEST.get(column, 100_000)} characters")
    return {column: value}


def _inverse_fb(text: str) -> Decimal:
    """The number of fb⁻¹ of a text with its unit. Raises UnitError."""
    try:
        found = Luminosity.parse(text)
        _ = found.stored
        return found.number(Unit.FB)
    except (InvalidOperation, UnitError) as error:
        raise UnitError(str(error)) from error


def _json(lines: Iterable[tuple[int, str]]) -> Iterator[Told | Odd]:
    for number, text in lines:
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Odd(number, text, f"no JSON: {error}", rejects=True)
            continue
        if not isinstance(row, dict) or not isinstance(row.get("path"), str):
            yield Odd(number, text, "path: a row is an object with the path of a collection", rejects=True)
            continue
        yield from _row(number, row)


def _row(number: int, row: dict[str, Any]) -> Iterator[Told | Odd]:
    path, members = row.pop("path"), row.pop("members", None)
    try:
        names.parse(path)
    except names.NotACollection as error:
        yield Odd(number, path, str(error), rejects=True)
        return
    if members is not None and not (isinstance(members, list) and all(isinstance(item, str) for item in members)):
        yield Odd(number, path, "members: a list of paths of datasets is needed", rejects=True)
        return
    told = Told(path, number, members=members, known=row.pop("state", "test") != "test")
    declared = row.pop("metadata", {})
    if isinstance(declared, dict):
        for key, value in declared.items():
            told.declared.append([key, str(value)])
            yield from _take(told, number, key, KEYS.get(key, ""), value)
    for key, value in row.items():
        column = WORDS.get(key, "declared_size" if key == "size" else key)
        if column not in (*TEXTS, *NUMBERS, "luminosity", "luminosity_error", "luminosity_kind", "data_type"):
            yield Odd(number, path, f"{key}: no fact of a collection; put what tools say into “metadata”")
            continue
        yield from _take(told, number, key, column, value)
    yield told


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file in UTF-8, plain or compressed, with their numbers from 1."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8-sig") if packed else path.open(encoding="utf-8-sig") as text:
        yield from enumerate((line.rstrip("\r\n").replace("\x00", "␀") for line in text), start=1)
