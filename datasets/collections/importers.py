"""Collections with their metadata and members, from lists of names, output of the collection tools or JSON lines."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection

from datasets.catalogue.models import Dataset
from datasets.collections import filling, names, policy
from datasets.collections.actions import recount
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.sources import Odd, Told, numbered, read_lines
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress

T = TypeVar("T")
BATCH = 5000
MOST_MEMBERS = 2_000_000
"""Paths of members that one import takes; they are held in memory."""
SHOWN = 5
NOUN = "collection"
GO_ON = "a published collection never changes; begin “New version” on its page, and import under the new name"


@dataclass(slots=True)
class _Write:
    """What the plan writes: the collection that is there or None, its columns, and its members unless they stay."""

    told: Told
    row: Collection | None
    values: dict[str, Any]
    members: list[int] | None


class CollectionImporter(Importer):
    """Makes collections and fills open ones; what is published is compared and never written."""

    name, noun_plural = "collections", "collections"
    needs = policy.MAKE
    accept = ".txt,.jsonl,.json,.gz"
    about = (
        "A list of paths of collections, the output of the collection tools (metadata, lists of datasets), or JSON "
        "lines with path, facts and members in their order. Unknown metadata are kept as they came."
    )

    def read(self, files: Sequence[Path]) -> list[Told | Odd]:
        found: list[Told | Odd] = []
        count = 0
        for path in files:
            try:
                for item in read_lines(numbered(path)):
                    found.append(item)
                    count += len(item.members or ()) if isinstance(item, Told) else 0
                    if count > MOST_MEMBERS:
                        raise SourceError(f"there are more than {MOST_MEMBERS:,} members; import them in parts")
            except UnicodeDecodeError as error:
                raise SourceError(f"{path.name} is not a text file in UTF-8") from error
            except (OSError, EOFError, zlib.error) as error:
                raise SourceError(f"cannot read {path.name}: {getattr(error, 'strerror', None) or error}") from error
        if not found:
            raise SourceError("there is no collection in " + ", ".join(path.name for path in files))
        return found

    def plan(self, rows: list[Told | Odd]) -> Plan:
        plan = Plan(payload=[])
        told = []
        for row in rows:
            if isinstance(row, Told):
                told.append(row)
            elif row.rejects:
                plan.add(Change(Action.REJECT, NOUN, row.text[:200], row.line, note=row.words))
            else:
                plan.problem(row.line, row.words)
        told = _together(told, plan)
        there = _there([row.path for row in told])
        keys = _keys({path for row in told for path in row.members or ()})
        held = _held([there[row.path] for row in told if row.members is not None and row.path in there])
        for row in told:
            self._judge(plan, row, there.get(row.path), keys, held)
        return plan

    def _judge(
        self, plan: Plan, told: Told, row: Collection | None, keys: dict[str, int], held: dict[int, list[int]]
    ) -> None:
        members = None
        if told.members is not None:
            if why := _unusable(told.members, keys):
                plan.add(Change(Action.REJECT, NOUN, told.path, told.line, note=why))
                return
            members = [keys[path] for path in told.members]
        values = told.values | ({"declared": told.declared} if told.declared else {})
        if row is None:
            plan.add(Change(Action.CREATE, NOUN, told.path, told.line))
            plan.payload.append(_Write(told, None, values, members))
            return
        differs = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not row.is_open:
            differs.pop("declared", None)  # how the metadata were written says nothing new of what is published
        kept = {name: differs.pop(name) for name in list(differs) if name in row.curated and row.is_open}
        changed = [_changed(row, name, value) for name, value in differs.items()]
        if members is not None and members != held.get(row.pk, []):
            changed.append(("members", *_moved(held.get(row.pk, []), members)))
        else:
            members = None
        if kept:
            fields = tuple(_changed(row, name, value) for name, value in kept.items())
            note = "a person set this; the record stays as it is"
            plan.add(Change(Action.CONFLICT, NOUN, told.path, told.line, fields, note=note))
        if not changed:
            if not kept:
                plan.add(Change(Action.SKIP, NOUN, told.path, told.line))
        elif not row.is_open:
            plan.add(Change(Action.CONFLICT, NOUN, told.path, told.line, tuple(changed), note=GO_ON))
        else:
            plan.add(Change(Action.UPDATE, NOUN, told.path, told.line, tuple(changed)))
            plan.payload.append(_Write(told, row, differs, members))

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        for done, write in enumerate(plan.payload, start=1):
            row = write.row
            if row is None:
                path = write.told.path
                name = names.parse(path)
                state = CollectionState.KNOWN if write.told.known else CollectionState.TEST
                row = Collection.objects.create(
                    path=path, data_type=name.data_type, family=name.family, version=name.version, state=state,
                    **write.values,
                )  # fmt: skip
            elif write.values:
                for column, value in write.values.items():
                    setattr(row, column, value)
                row.save(update_fields=list(write.values))
            if write.members is not None:
                filling.refill(row, write.members)
                recount(row)
            progress(done, len(plan.payload))


def _together(told: list[Told], plan: Plan) -> list[Told]:
    """One row for each path: tools print a name twice, and metadata and members apart."""
    merged: dict[str, Told] = {}
    for row in told:
        first = merged.setdefault(row.path, row)
        if first is row:
            continue
        against = [name for name, value in row.values.items() if first.values.get(name, value) != value]
        if against or (row.members is not None and first.members is not None and row.members != first.members):
            words = f"line {first.line} says something else of its {', '.join(against or ['members'])}"
            plan.add(Change(Action.CONFLICT, NOUN, row.path, row.line, note=words))
        elif not row.values and row.members is None:
            plan.add(Change(Action.SKIP, NOUN, row.path, row.line, note=f"stands in line {first.line} already"))
        else:
            first.values |= row.values
            first.declared = first.declared or row.declared
            first.members = row.members if first.members is None else first.members
    return list(merged.values())


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, BATCH)):
        yield part


def _there(paths: Sequence[str]) -> dict[str, Collection]:
    """The collections of these paths. While a plan is carried out they are locked: nobody publishes in between."""
    found: dict[str, Collection] = {}
    for part in _parts(paths):
        rows = Collection.objects.filter(path__in=part).order_by("pk")
        rows = rows.select_for_update() if connection.in_atomic_block else rows
        found |= {row.path: row for row in rows}
    return found


def _keys(paths: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(paths):
        found |= dict(Dataset.objects.filter(path__in=part).values_list("path", "pk"))
    return found


def _held(rows: Sequence[Collection]) -> dict[int, list[int]]:
    """The members of collections in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    for part in _parts([row.pk for row in rows]):
        members = CollectionMember.objects.filter(collection__in=part).order_by("collection", "position")
        for collection, dataset in members.values_list("collection_id", "dataset_id").iterator():
            found[collection].append(dataset)
    return found


def _unusable(members: list[str], keys: dict[str, int]) -> str:
    """Why these cannot be the members of a collection; empty when they can."""
    if unknown := [path for path in members if path not in keys]:
        return f"{len(unknown):,} members are not in the catalogue; import the datasets first: {_listed(unknown)}"
    if len(set(members)) < len(members):
        seen: set[str] = set()
        twice = [path for path in members if path in seen or seen.add(path)]  # type: ignore[func-returns-value]
        return f"{len(twice):,} members stand in the list twice: {_listed(twice)}"
    return ""


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN:,} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more


def _changed(row: Collection, name: str, value: Any) -> tuple[str, str, str]:
    def words(side: Any) -> str:
        return "; ".join(map(": ".join, side)) if name == "declared" else str(side)

    return name, words(getattr(row, name)), words(value)


def _moved(before: list[int], after: list[int]) -> tuple[str, str]:
    """The two lists in words: how many, and what comes and goes."""
    added, removed = len(set(after) - set(before)), len(set(before) - set(after))
    words = f"{added:,} more, {removed:,} fewer" if added or removed else "in another order"
    return f"{len(before):,} datasets", f"{len(after):,} datasets ({words})"
