"""Global tags as the conditions database tells them: its web page as CSV, or its REST answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datasets.globaltags.choices import TagState, TagType
from datasets.globaltags.names import owner_of
from portal.importing import SourceError
from portal.importing.tables import Row, RowError, read_table

COLUMNS = ("name", "id", "status", "type")
NUMBER = 2**31 - 1
LENGTHS = {"name": 200, "modified_by": 120, "description": 100_000}


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag as the source has it; `problem` says why it cannot be read."""

    line: int
    label: str
    number: int = 0
    facts: tuple[tuple[str, Any], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of files, and what is odd about these as a whole."""

    rows: list[TagRow]
    problems: list[tuple[int, str]]


def read_tags(files: Sequence[Path]) -> Tags:
    """The tags of files in either form. Raises SourceError."""
    found = Tags([], [])
    for path in files:
        text = text_of(path)
        if text.lstrip()[:1] in ("[", "{"):
            items = json_of(path, text)
            found.rows.extend(_read(line, item, _label(item), _from_json) for line, item in enumerate(items, start=1))
            continue
        table = read_table([path], COLUMNS)
        found.problems.extend(table.problems)
        found.rows.extend(_read(row.line, row, row["name"][:200], _from_csv) for row in table.rows)
    if not found.rows:
        raise SourceError("there is no global tag in " + ", ".join(path.name for path in files))
    return found


def text_of(path: Path) -> str:
    """The text of a file in UTF-8. Raises SourceError."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read {path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name} is not a text file in UTF-8") from error


def json_of(path: Path, text: str) -> list[Any]:
    """The list in a JSON text; an answer about one thing is a list of one. Raises SourceError."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path.name} is not JSON: {error}") from error
    found = [content] if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise SourceError(f"{path.name} holds no list")
    return found


def _label(item: Any) -> str:
    return str(item.get("name") or "")[:200] if isinstance(item, dict) else str(item)[:80]


def _read(line: int, item: Any, label: str, read: Callable[[Any], dict[str, Any]]) -> TagRow:
    try:
        given = read(item)
        number = _whole(given.pop("number"), "id", needed=True)
        return TagRow(line, label, number, tuple(_facts(given).items()))
    except RowError as error:
        return TagRow(line, label or "without name", problem=str(error))


def _from_csv(row: Row) -> dict[str, Any]:
    if row.problem:
        raise RowError(row.problem)
    default = row["default"].lower()
    return {
        "number": row["id"], "name": row["name"], "state": row["status"], "type": row["type"],
        "description": row["description"], "modified_at": _web_date(row["modified"]),
        "modified_by": row["modified_by"], "is_default": default in ("true", "yes", "1", "x") if default else None,
        "payload_count": row["total_payloads"], "module_count": row["distinct_column"],
    }  # fmt: skip


def _from_json(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise RowError("id: there is none")

    def inner(name: str) -> Any:
        value = item.get(name)
        return value.get("name") if isinstance(value, dict) else value

    return {
        "number": item.get("globalTagId"), "name": item.get("name"), "state": inner("globalTagStatus"),
        "type": inner("globalTagType"), "description": item.get("description") or "",
        "modified_at": _rest_date(item.get("dtmMod")), "modified_by": item.get("modifiedBy") or "",
        "is_default": bool(item["isDefault"]) if item.get("isDefault") is not None else None,
        "payload_count": item.get("payloadCount"), "module_count": None,
    }  # fmt: skip


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    """The facts of a tag, checked."""
    facts: dict[str, Any] = {name: _text(given[name], name) for name in LENGTHS}
    if not facts["name"]:
        raise RowError("name: there is none")
    facts["state"] = _choice(given["state"], TagState, "status")
    facts["type"] = _choice(given["type"], TagType, "type") if given["type"] else None
    owner = owner_of(facts["name"])
    facts |= {"owner_kind": owner.kind.value, "owner": owner.account[:64]}
    facts |= {name: _whole(given[name], name) for name in ("payload_count", "module_count")}
    return facts | {name: given[name] for name in ("is_default", "modified_at")}


def _text(value: Any, name: str) -> str:
    text = str(value).strip() if value is not None else ""
    if "\x00" in text or len(text) > LENGTHS[name]:
        raise RowError(f"{name}: longer than {LENGTHS[name]:,} characters, or not plain text")
    return text


def _choice(value: Any, choices: Any, name: str) -> str:
    text = str(value or "").strip().upper()
    if text not in choices.values:
        raise RowError(f"{name}: {text[:40] or 'empty'!r} is none of {', '.join(choices.values)}")
    return text


def _whole(value: Any, name: str, *, needed: bool = False) -> Any:
    if value is None or value == "":
        if needed:
            raise RowError(f"{name}: there is none")
        return None
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > NUMBER:
        raise RowError(f"{name}: no whole number: {text[:40]!r}")
    return int(text)


def _web_date(text: str) -> datetime | None:
    """`05/03/2024 10:12 a.m.`: month first, and without a zone; taken as UTC."""
    if not text:
        return None
    plain = text.lower().replace("noon", "12:00 p.m.").replace("midnight", "12:00 a.m.").replace(".", "")
    for form in ("%m/%d/%Y %I:%M %p", "%m/%d/%Y %I %p"):
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise RowError(f"modified: {text[:40]!r} is no time like 05/03/2024 10:12 a.m.")


def _rest_date(value: Any) -> datetime | None:
    """An instant by ISO 8601, or in milliseconds since 1970; without a zone it is taken as UTC."""
    if value in (None, ""):
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError) as error:
        raise RowError(f"dtmMod: {str(value)[:40]!r} is no time") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
