"""Global tags from the list of the conditions database: its web page as CSV, or its REST answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datasets.globaltags import policy
from datasets.globaltags.choices import GOES_TO, TagState, TagType
from datasets.globaltags.models import GlobalTag
from datasets.globaltags.names import owner_of
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress

FACTS = (
    *("name", "state", "type", "owner_kind", "owner", "description"),
    *("is_default", "modified_at", "modified_by", "payload_count", "module_count"),
)
OPTIONAL = ("type", "is_default", "modified_at", "modified_by", "payload_count", "module_count")
"""Facts that one of the two sources need not have; what is on record stays then."""
COLUMNS = {"name", "id", "status", "type"}
NUMBER = 2**31 - 1
LENGTHS = {"name": 200, "modified_by": 120, "description": 100_000}
BATCH = 2000


class RowError(ValueError):
    """What is wrong with a row, in words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A tag as the source has it; `problem` says why it cannot be read."""

    line: int
    label: str
    number: int = 0
    facts: tuple[tuple[str, Any], ...] = ()
    problem: str = ""


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


class GlobalTagImporter(Importer):
    """Registers tags by number and takes over what changed; a state that may not follow is a conflict."""

    name, noun_plural = "globaltags", "global tags"
    needs = policy.IMPORT
    accept = ".csv,.json"
    about = (
        "The list of the conditions database: CSV with the columns name, id, status, type, modified, modified_by, "
        "total_payloads, distinct_column, description, or the JSON of its REST interface."
    )

    def read(self, files: Sequence[Path]) -> list[Row]:
        rows: list[Row] = []
        for path in files:
            text = text_of(path)
            if text.lstrip()[:1] in ("[", "{"):
                found: Iterator[Any] = iter(enumerate(json_of(path, text), start=1))
                rows += [_read(line, item, _from_json) for line, item in found]
            else:
                rows += [_read(line, item, _from_csv) for line, item in _csv(path, text)]
        if not rows:
            raise SourceError("there is no global tag in " + ", ".join(path.name for path in files))
        return rows

    def plan(self, rows: list[Row]) -> Plan:
        plan = Plan(payload=([], []))
        known = GlobalTag.objects.in_bulk([row.number for row in rows if not row.problem], field_name="number")
        names = [dict(row.facts)["name"] for row in rows if not row.problem]
        holders = dict(GlobalTag.objects.filter(name__in=names).values_list("name", "number"))
        seen: set[Any] = set()
        for row in rows:
            change, write = _judge(row, known.get(row.number), holders, seen)
            plan.add(change)
            if change.action in (Action.CREATE, Action.UPDATE):
                plan.payload[change.action == Action.UPDATE].append(write)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        new, changed = plan.payload
        GlobalTag.objects.bulk_create(new, batch_size=BATCH)
        progress(len(new), len(new) + len(changed))
        GlobalTag.objects.bulk_update(changed, FACTS, batch_size=BATCH)
        progress(len(new) + len(changed), len(new) + len(changed))


def _judge(row: Row, tag: GlobalTag | None, holders: dict[str, int], seen: set[Any]) -> tuple[Change, GlobalTag | None]:
    """What happens to a row, and the tag to write."""

    def said(action: Action, note: str = "", fields: Any = ()) -> Change:
        return Change(action, "global tag", row.label, row.line, fields, note)

    if row.problem:
        return said(Action.REJECT, row.problem), None
    facts = dict(row.facts)
    if row.number in seen or facts["name"] in seen:
        return said(Action.CONFLICT, "the number or the name stands in the file already"), None
    seen |= {row.number, facts["name"]}
    if holders.get(facts["name"], row.number) != row.number:
        return said(Action.CONFLICT, f"the name is that of tag {holders[facts['name']]}"), None
    if tag is None:
        return said(Action.CREATE), GlobalTag(number=row.number, **_given(facts))
    fields = tuple(
        (_label(name), _words(getattr(tag, name)), _words(value))
        for name, value in _given(facts).items()
        if getattr(tag, name) != value
    )
    if not fields:
        return said(Action.SKIP), None
    if tag.state != facts["state"] and facts["state"] not in GOES_TO[TagState(tag.state)]:
        return said(Action.CONFLICT, f"a tag does not go from {tag.state} to {facts['state']}", fields), None
    for name, value in _given(facts).items():
        setattr(tag, name, value)
    return said(Action.UPDATE, "", fields), tag


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "") or name not in OPTIONAL}


def _label(name: str) -> str:
    return str(getattr(GlobalTag._meta.get_field(name), "verbose_name", name))


def _words(value: Any) -> str:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else "" if value is None else str(value)


def _csv(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.replace("\x00", "\N{SYMBOL FOR NULL}"), newline=""))
    try:
        missing = COLUMNS - set(reader.fieldnames or ())
        if missing:
            raise SourceError(f"{path.name} has no column {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise SourceError(f"{path.name}, line {reader.line_num}: {error}") from error


def _read(line: int, item: Any, read: Any) -> Row:
    label = str(item.get("name") or "")[:200] if isinstance(item, dict) else str(item)[:80]
    try:
        given = read(item) if isinstance(item, dict) else {"number": None}
        number = _whole(given.pop("number"), "id", needed=True)
        return Row(line, label, number, tuple(_facts(given).items()))
    except RowError as error:
        return Row(line, label or "without name", problem=str(error))


def _from_csv(row: dict[str, str]) -> dict[str, Any]:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    if None in row:
        raise RowError("the line has more cells than the head")
    default = cell("default").lower()
    return {
        "number": cell("id"), "name": cell("name"), "state": cell("status"), "type": cell("type"),
        "description": cell("description"), "modified_at": _web_date(cell("modified")),
        "modified_by": cell("modified_by"), "is_default": default in ("true", "yes", "1", "x") if default else None,
        "payload_count": cell("total_payloads"), "module_count": cell("distinct_column"),
    }  # fmt: skip


def _from_json(item: dict[str, Any]) -> dict[str, Any]:
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
