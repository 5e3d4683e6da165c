"""Lines of a dump of the file catalogue (Rucio), read into facts. Knows no table; other importers may use it.

A dump has one JSON object a line, of any of these kinds, in any order:

- a DID as `list_dids` and `get_metadata` give it: scope, name, type or did_type (FILE, DATASET, CONTAINER), bytes,
  length, events, and further traits, of which those that a producer declares are kept;
- contents: scope and name (or parent_scope, parent_name) with `contents`, a list of DIDs, or with one child in
  child_scope, child_name;
- a replica of a DID at a site, as `list_dataset_replicas` gives it: rse, with length, bytes, state, updated_at;
- a replication rule (rse_expression): a wish, not a copy.

Names are paths below /belle. A dataset of the portal is a DID at its path or the sum of the datablocks below it; a
datablock is a DID or the sum of its files. Source: the REST interface of Rucio.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from datasets.catalogue.choices import ReplicaKind
from datasets.catalogue.declared import LARGEST, LARGEST_COUNT, LEVELS, count, instant, named, shown
from datasets.catalogue.places import Kind, Place, classify

TRAITS = {
    "campaign": "campaign", "release": "release", "generalSkim": "general_skim", "general_skim": "general_skim",
    "dataLevel": "data_level", "data_level": "data_level", "mcEventType": "event_type", "skimDecayMode": "skim_code",
    "beamEnergy": "energy", "bkgLevel": "background", "background": "background", "prod_id": "production",
}  # fmt: skip
"""What a producer declares, by the trait of the DID."""
IGNORED = frozenset({
    "account", "created_at", "updated_at", "accessed_at", "closed_at", "deleted_at", "eol_at", "expired_at",
    "is_open", "open", "monotonic", "hidden", "obsolete", "complete", "is_new", "availability", "suppressed",
    "purge_replicas", "project", "datatype", "run_number", "stream_name", "prod_step", "version", "task_id",
    "panda_id", "lumiblocknr", "provenance", "phys_group", "transient", "is_archive", "constituent",
    "access_cnt", "md5", "adler32", "guid", "parent", "child_type", "available_length", "available_bytes",
    "rse_id", "state", "dataType",
})  # fmt: skip
"""Keys of a DID or a replica that the portal does not keep."""


OWN, BLOCK, LEAF = 0, 1, 2
"""How near to the dataset a figure is counted: those of nearer parts win over sums of farther ones."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one line says of the dataset at `place`; `part` is the datablock or file that it is about."""

    place: Place
    rank: int
    part: str
    files: int | None = None
    events: int | None = None
    size: int | None = None
    said: dict[str, str] = field(default_factory=dict)
    site: str = ""
    kind: str = ""
    verified_on: str | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """What a container holds; `container` is its path."""

    container: str
    names: tuple[str, ...]


def facts(item: dict[str, Any], unknown: set[str]) -> Iterator[Fact | Members]:
    """What a line says. Names of keys that nobody reads go into `unknown`. Raises ValueError."""
    name = item.get("name", item.get("parent_name"))
    if not isinstance(name, str):
        more = "" if name is None else f", not {shown(name)}"
        raise ValueError(f"name: the name of a DID is expected{more}")  # noqa: TRY004
    if "rse_expression" in item:
        return
    if name.startswith("/belle/collection/"):
        yield from _members(name, item)
        return
    known = {"scope", "name", "parent_scope", "parent_name", "child_scope", "child_name", "type", "did_type"}
    known |= {"bytes", "length", "events", "contents", "rse", "rse_type"}
    unknown |= item.keys() - known - IGNORED - TRAITS.keys()
    if "contents" in item or "child_name" in item:
        for child in _children(item):
            yield _did(child)
        return
    yield _replica(name, item) if item.get("rse") else _did(item)


def _children(item: dict[str, Any]) -> list[dict[str, Any]]:
    if "child_name" in item:
        kind = item.get("child_type", item.get("type"))
        return [{"name": item["child_name"], "type": kind, "bytes": item.get("bytes"), "events": item.get("events")}]
    found = item["contents"]
    if not isinstance(found, list) or not all(isinstance(child, dict) for child in found):
        raise ValueError(f"contents: a list of objects is expected, not {shown(found)}")
    return found


def _members(container: str, item: dict[str, Any]) -> Iterator[Members]:
    children = _children(item) if "contents" in item or "child_name" in item else []
    names = tuple(str(child.get("name", "")) for child in children)
    if names:
        yield Members(container, names)


def _at(name: Any) -> tuple[Place, int, str]:
    """The dataset that a DID belongs to, how near it is, and what tells it from others of the dataset."""
    if not isinstance(name, str):
        raise ValueError(f"name: the name of a DID is expected, not {shown(name)}")  # noqa: TRY004
    place = classify(name)
    if place.kind is Kind.FILE and place.dataset is not None:
        return classify(place.dataset.path), LEAF, name
    if place.kind is Kind.DATABLOCK and place.dataset is not None:
        return classify(place.dataset.path), BLOCK, name
    return place, OWN, name


def _did(item: dict[str, Any]) -> Fact:
    place, rank, part = _at(item.get("name"))
    kind = str(item.get("did_type") or item.get("type") or "").upper()
    figures = {
        name: named(key, count(most), item[key])
        for name, key, most in (
            ("size", "bytes", LARGEST),
            ("files", "length", LARGEST_COUNT),
            ("events", "events", LARGEST),
        )
        if item.get(key) is not None
    }
    if rank == LEAF or kind in ("FILE", "F"):
        figures["files"] = 1
    said = {
        column: named(trait, LEVELS[column], item[trait])
        for trait, column in TRAITS.items()
        if item.get(trait) is not None
    }
    return Fact(place, rank, part, said=said if rank == OWN else {}, **figures)


def _replica(name: str, item: dict[str, Any]) -> Fact:
    place, rank, part = _at(name)
    site = item["rse"]
    if not isinstance(site, str) or len(site) > 64:
        raise ValueError(f"rse: the name of a site is expected, not {shown(site)}")
    tape = str(item.get("rse_type", "")).upper() == "TAPE" or ("rse_type" not in item and "TAPE" in site.upper())
    files = item.get("available_length", item.get("length"))
    size = item.get("available_bytes", item.get("bytes"))
    updated = item.get("updated_at")
    return Fact(
        place,
        rank,
        part,
        files=None if files is None else named("length", count(LARGEST_COUNT), files),
        size=None if size is None else named("bytes", count(LARGEST), size),
        site=site,
        kind=(ReplicaKind.TAPE if tape else ReplicaKind.DISK).value,
        verified_on=_day(updated),
    )


def _day(value: Any) -> str | None:
    """The day of a time in any of the ways in which Rucio writes one; None when it is none of them."""
    if not isinstance(value, str):
        return None
    try:
        return instant(value[:10])[:10]
    except ValueError:
        return None
