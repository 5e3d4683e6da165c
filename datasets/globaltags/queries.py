"""Which payload holds for a run, and what a tag covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast

from datasets.campaigns.models import Campaign
from datasets.globaltags.iov import position
from datasets.globaltags.models import GlobalTag, PayloadIov, TagChain

RULE = (
    "Of several payloads of a module that hold for a run, the one with the highest revision wins; in a chain the first "
    "tag that has one wins."
)
"""As the software decides: `MetadataProvider::addPayload` and `getPayloads` of basf2 (framework/database)."""


def covering(tag: GlobalTag, exp: int, run: int) -> QuerySet[PayloadIov]:
    """The intervals of a tag that hold for a run, read from one index however many the tag has.

    Unordered, and the payloads apart: with an order or a join the planner may prefer to walk all intervals along
    another index. The index compares the tag only with a bigint.
    """
    wide = BigIntegerField()
    at, key = Cast(Value(position(exp, run)), wide), Cast(Value(tag.pk), wide)
    return PayloadIov.objects.filter(tag=key, span__contains=at).order_by().prefetch_related("payload")


@dataclass(slots=True)
class Answer:
    """The payload of one module for a run; `instead` are those that hold as well but do not win."""

    tag: GlobalTag
    row: PayloadIov
    instead: list[tuple[GlobalTag, PayloadIov]] = field(default_factory=list)

    @property
    def module(self) -> str:
        return self.row.payload.module

    @property
    def why(self) -> str:
        """Why this one: empty when it is the only one."""
        same = sorted({row.payload.revision for tag, row in self.instead if tag == self.tag})
        later = sorted({tag.name for tag, row in self.instead if tag != self.tag})
        parts = []
        if same:
            lower = [number for number in same if number != self.row.payload.revision]
            words = f"highest revision; {', '.join(map(str, lower))} also hold" if lower else ""
            parts.append(words or "its intervals overlap")
        if later:
            parts.append(f"first in the chain; also in {', '.join(later)}")
        return "; ".join(parts)


def payloads(tags: Sequence[GlobalTag], exp: int, run: int, module: str = "") -> list[Answer]:
    """What holds for a run in tags that are searched in this order, by module: see `RULE`."""
    found: dict[str, Answer] = {}
    for tag in tags:
        rows = [row for row in covering(tag, exp, run) if module in ("", row.payload.module)]
        rows.sort(key=lambda row: (-row.payload.revision, row.pk))
        for row in rows:
            answer = found.get(row.payload.module)
            if answer is None:
                found[row.payload.module] = Answer(tag, row)
            else:
                answer.instead.append((tag, row))
    return [found[name] for name in sorted(found)]


def chain_of(campaign: Campaign, on: date) -> TagChain | None:
    """The chain that a campaign uses on a day."""
    found: TagChain | None = TagChain.objects.filter(campaign=campaign).current(on).first()
    return found


def by_name(names: Iterable[str]) -> dict[str, GlobalTag]:
    """The tags of these names that are on record."""
    return GlobalTag.objects.in_bulk(list(names), field_name="name")


@dataclass(frozen=True, slots=True)
class Held:
    """What a tag has on record for one module; gaps are between its first and its last interval."""

    module: str
    iovs: int
    revisions: int
    latest: int
    start: int
    end: int | None
    gaps: int
    overlaps: int
    first_gap: tuple[int, int] | None
    first_overlap: int | None


_HELD = """
    WITH ordered AS (
        SELECT p.module, p.revision, lower(i.span) AS first, upper(i.span) AS after,
            max(coalesce(upper(i.span), 9223372036854775807)) OVER before AS reached
        FROM datasets_payloadiov i JOIN datasets_payload p ON p.id = i.payload_id
        WHERE i.tag_id = %s
        WINDOW before AS (
            PARTITION BY p.module ORDER BY lower(i.span), i.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    )
    SELECT module, count(*), count(DISTINCT revision), max(revision), min(first),
        CASE WHEN bool_or(after IS NULL) THEN NULL ELSE max(after) END,
        count(*) FILTER (WHERE first > reached), count(*) FILTER (WHERE first < reached),
        (array_agg(ARRAY[reached, first] ORDER BY first) FILTER (WHERE first > reached))[1:1],
        min(first) FILTER (WHERE first < reached)
    FROM ordered GROUP BY module ORDER BY module
"""


def held(tag: GlobalTag) -> list[Held]:
    """Module by module what a tag has, with how many gaps and overlaps; reads all its intervals once."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [tag.pk])
        return [_held(row) for row in cursor.fetchall()]


def _held(row: Sequence[Any]) -> Held:
    gap = row[8]
    facts = (*row[:8], (gap[0][0], gap[0][1]) if gap else None, row[9])
    return Held(*facts)


@dataclass(frozen=True, slots=True)
class Difference:
    """One payload or module that is not the same in two tags: `what` is added, removed, revision or intervals."""

    what: str
    module: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def difference(old: GlobalTag, new: GlobalTag) -> list[Difference]:
    """What changes from one tag to the other, by module.

    Added and removed: a module that only one of them has. Revision: other revisions, before and after. Intervals: the
    same revisions for other runs, with the intervals that only one of them has.
    """
    only = {tag: _only(tag, other) for tag, other in ((old, new), (new, old))}
    modules = {tag: _modules(tag) for tag in (old, new)}
    return list(_differences(only[old], only[new], modules[old], modules[new]))


Lines = dict[str, dict[int, list[str]]]
"""Module -> revision -> intervals."""
Modules = dict[str, set[int]]
"""Module -> revisions."""


def _differences(before: Lines, after: Lines, old: Modules, new: Modules) -> Iterator[Difference]:
    for module in sorted(before.keys() | after.keys()):
        was, now = old.get(module, set()), new.get(module, set())
        if not was or not now:
            yield Difference("removed" if was else "added", module, _revisions(was), _revisions(now))
            continue
        if was != now:
            yield Difference("revision", module, _revisions(was - now), _revisions(now - was))
        for revision in sorted(was & now):
            left, right = (lines.get(module, {}).get(revision, []) for lines in (before, after))
            if left or right:
                name = f"{module} r{revision}"
                yield Difference("intervals", name, tuple(left), tuple(right))


def _revisions(numbers: set[int]) -> tuple[str, ...]:
    return tuple(f"r{number}" for number in sorted(numbers))


_FACTS = ("payload__module", "payload__revision", "first_exp", "first_run", "final_exp", "final_run")


def _only(tag: GlobalTag, other: GlobalTag) -> Lines:
    """What `tag` has and `other` has not."""
    mine, theirs = (PayloadIov.objects.filter(tag=one).order_by().values_list(*_FACTS) for one in (tag, other))
    found: Lines = {}
    for module, revision, *numbers in sorted(mine.difference(theirs)):
        found.setdefault(module, {}).setdefault(revision, []).append("({}, {}, {}, {})".format(*numbers))
    return found


def _modules(tag: GlobalTag) -> Modules:
    found: Modules = {}
    rows = PayloadIov.objects.filter(tag=tag).order_by().values_list("payload__module", "payload__revision").distinct()
    for module, revision in rows:
        found.setdefault(module, set()).add(revision)
    return found
