"""What a dump says about a person against what the record says: names, address, identifiers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from members.authorship.matching.pool import Diff, different, is_said, too_long
from members.dumps.choices import Field
from members.dumps.recognising import Registry, Somebody
from members.dumps.values import DECEASED
from members.people.models import Person, PersonIdentifier
from members.people.names import clean

LABELS = {**Registry.LABELS, "deceased": "deceased"}


@dataclass
class PersonChange:
    """A person as it will be, new or known; `identifiers` to add are (kind, source, value, problem)."""

    person: Any
    before: dict[str, Any] = field(default_factory=dict)
    """What the record said in the columns that change."""
    fields: tuple[Diff, ...] = ()
    identifiers: list[tuple[str, str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    refused: str = ""


def compare(each: Somebody, registry: Registry, taken: dict[tuple[str, str], Any]) -> PersonChange:
    """The change of one person. `taken` are the identifiers that the dump gave out so far, with their lines."""
    row, group, known = each.row, each.group, each.known
    values: dict[str, Any] = {
        "given_name": row.given, "family_name": row.family, "suffix": row.suffix, "native_name": row.native,
        "deceased": any(one.status == DECEASED for one in group.rows),
    }  # fmt: skip
    if known is None or any(one.text(Field.PAPER) for one in group.rows):
        values["paper_name"] = row.paper
    change = PersonChange(known)
    if email := _email(group.said(lambda one: one.email), known, change):
        values["email"] = email
    change.identifiers = _identifiers(each, registry, taken, change)
    pairs = ((PersonIdentifier, {"source": source, "value": value}) for _, source, value, _ in change.identifiers)
    change.refused = too_long((Person, values), *pairs)
    if change.refused:
        return change
    if known is None:
        change.person = Person(**values)
        if group.first.uuid is not None and group.first.uuid not in registry.by_uuid:
            change.person.uuid = group.first.uuid
        change.person.derive()
        return change
    changed = different(known, values, LABELS)
    for name, value in values.items():
        before = getattr(known, name)
        if is_said(value) and value != (clean(before) if isinstance(before, str) else before):
            change.before[name] = before
            setattr(known, name, value)
    if change.before:
        known.derive()
    added = ((("identifier", "", f"{source or kind} {value}")) for kind, source, value, _ in change.identifiers)
    change.fields = (*changed, *added)
    return change


def _email(address: str, known: Any, change: PersonChange) -> str:
    """The address to write; nothing where the owner of an account, or an erasure, has the say."""
    if not address or known is None or known.email.casefold() == address.casefold():
        return address if known is None else ""
    if known.erased_at is not None:
        change.problems.append("the contact data are erased; the address is left out")
        return ""
    if known.user_id is not None:
        change.problems.append(f"the address {address} is left out: whoever has an account changes it in person")
        return ""
    return address


def _identifiers(
    each: Somebody, registry: Registry, taken: dict[tuple[str, str], Any], change: PersonChange
) -> list[tuple[str, str, str, str]]:
    """Those that the record does not have; what is of somebody else is kept aside with the reason."""
    found = []
    have = registry.ids[each.known.pk] if each.known is not None else set()
    for item in each.row.identifiers:
        kind = item.source if item.source in ("ORCID", "INSPIRE") else "OTHER"
        entry = kind, "" if kind != "OTHER" else item.source, item.value
        line = taken.setdefault((kind, item.value), each.group.first.line)
        if entry in have:
            continue
        problem = registry.doubt(kind, item.value, each.known)
        if not problem and line != each.group.first.line:
            problem = f"line {line} of the same dump has it"
        if problem:
            change.problems.append(f"{item.source} {item.value} is kept aside: {problem}")
        found.append((*entry, problem[:200]))
    return found
