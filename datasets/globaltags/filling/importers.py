"""Payloads and intervals of validity of one global tag, from JSON of the conditions database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django import forms

from datasets.globaltags import policy
from datasets.globaltags.choices import FINAL, TagState
from datasets.globaltags.filling.rows import IovRow, PayloadRow, rows_of
from datasets.globaltags.iov import Iov
from datasets.globaltags.models import GlobalTag, Payload, PayloadIov
from datasets.globaltags.sources import json_of, text_of
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress

BATCH = 5000
Key = tuple[str, int, Iov]


@dataclass
class _Write:
    """What the plan writes."""

    tag: GlobalTag
    payloads: list[PayloadRow] = field(default_factory=list)
    new: list[Key] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    complete: bool = False


def _whole_field() -> forms.Field:
    return forms.BooleanField(
        label="The file has all of the tag",
        required=False,
        help_text="What is on record and not in the file goes, unless the tag is published, running or invalid.",
    )


def _tag_field() -> forms.Field:
    return forms.CharField(label="Global tag", max_length=200, help_text="By its name; it must be imported before.")


class IovImporter(Importer):
    """Adds what a tag does not have; with `whole` also takes out what the file does not have."""

    name, noun_plural = "iovs", "intervals of validity"
    needs = policy.IMPORT
    accept = ".json"
    about = "JSON of the conditions database: the answer of iovPayloads or globalTagPayloads for one global tag."
    fields: ClassVar[dict[str, Callable[[], forms.Field]]] = {"tag": _tag_field, "whole": _whole_field}

    def read(self, files: Sequence[Path]) -> list[IovRow]:
        return [row for path in files for row in rows_of(json_of(path, text_of(path)))]

    def plan(self, rows: list[IovRow]) -> Plan:
        name = str(self.options.get("tag", ""))
        tag = GlobalTag.objects.filter(name=name).first()
        if tag is None:
            raise SourceError(f"the global tag “{name}” is not imported")
        plan = Plan(payload=_Write(tag))
        _Judge(tag, rows, plan, whole=bool(self.options.get("whole"))).judge()
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        write: _Write = plan.payload
        tag = GlobalTag.objects.select_for_update().get(pk=write.tag.pk)
        Payload.objects.bulk_create((Payload(**asdict(row)) for row in write.payloads), batch_size=BATCH)
        PayloadIov.objects.filter(pk__in=write.gone).delete()
        keys = _payload_keys({key[0] for key in write.new})
        # ascending, because a running tag only gets intervals after those it has
        new = sorted(write.new, key=lambda key: (key[2].start, key[:2]))
        for start in range(0, len(new), BATCH):
            PayloadIov.objects.bulk_create(
                PayloadIov(tag=tag, payload_id=keys[module, revision].pk, **asdict(iov))
                for module, revision, iov in new[start : start + BATCH]
            )
            progress(min(start + BATCH, len(new)), len(new))
        if write.complete and not tag.complete:
            tag.complete = True
            tag.save(update_fields=["complete"])


class _Judge:
    """Compares the rows of a file with what a tag has."""

    def __init__(self, tag: GlobalTag, rows: list[IovRow], plan: Plan, *, whole: bool) -> None:
        self.tag, self.rows, self.plan, self.whole = tag, rows, plan, whole
        self.write: _Write = plan.payload
        there = PayloadIov.objects.filter(tag=tag).select_related("payload")
        self.has = {(row.payload.module, row.payload.revision, row.iov): row.pk for row in there.iterator(BATCH)}
        wanted = {row.payload.module for row in rows if row.payload}
        self.known = _payload_keys(wanted)
        numbers = [row.payload.number for row in rows if row.payload and row.payload.number is not None]
        self.numbers = {row.number: row for row in Payload.objects.filter(number__in=numbers)}
        self.fresh: dict[tuple[str, int], PayloadRow] = {}
        self.taken: dict[int, tuple[str, int]] = {}
        self.reach = _reach(self.has) if tag.state == TagState.RUNNING and tag.complete else {}

    def judge(self) -> None:
        """Every row, then what is in no row, then whether the tag has all of it now."""
        seen: set[Key] = set()
        clean = True
        for row in sorted(self.rows, key=lambda row: (row.iov.start if row.iov else -1, row.line)):
            action, note = self._row(row, seen)
            clean = clean and action in (Action.CREATE, Action.SKIP)
            label = f"{row.label} {row.iov or ''}".strip()
            self.plan.add(Change(action, "interval of validity", label, row.line, note=note))
        if self.whole:
            clean = self._rest(seen) and clean
        total = len(self.has) - len(self.write.gone) + len(self.write.new)
        declared = self.tag.payload_count
        self.write.complete = clean and (self.whole or (declared is not None and total == declared > 0))
        if self.write.complete and not self.tag.complete:
            self.plan.add(
                Change(Action.UPDATE, "global tag", self.tag.name, fields=(("all intervals on record", "no", "yes"),))
            )
        if self.whole and declared is not None and total != declared:
            self.plan.problem(None, f"{declared:,} payloads are declared for {self.tag}, {total:,} will be on record")

    def _row(self, row: IovRow, seen: set[Key]) -> tuple[Action, str]:
        if row.problem or row.payload is None or row.iov is None:
            return Action.REJECT, row.problem
        if words := self._clash(row.payload):
            return Action.CONFLICT, words
        key = (*row.payload.key, row.iov)
        if key in seen:
            return Action.SKIP, "stands in the file already"
        seen.add(key)
        if key in self.has:
            return Action.SKIP, ""
        if words := self._closed(row.payload.module, row.iov):
            return Action.CONFLICT, words
        if row.payload.key not in self.known and row.payload.key not in self.fresh:
            self.fresh[row.payload.key] = row.payload
            self.write.payloads.append(row.payload)
        self.write.new.append(key)
        return Action.CREATE, ""

    def _clash(self, payload: PayloadRow) -> str:
        """A payload never changes: the same revision has the same checksum, the same number is the same revision."""
        known = self.known.get(payload.key) or self.fresh.get(payload.key)
        if known is not None and known.checksum != payload.checksum:
            return f"the checksum of {payload} is {known.checksum} on record, {payload.checksum} in the file"
        if payload.number is None:
            return ""
        if known is not None and known.number not in (None, payload.number):
            return f"the number of {payload} is {known.number} on record, {payload.number} in the file"
        holder = self.numbers.get(payload.number)
        key = (holder.module, holder.revision) if holder else self.taken.setdefault(payload.number, payload.key)
        return "" if key == payload.key else f"the number {payload.number} is that of {key[0]} r{key[1]}"

    def _closed(self, module: str, iov: Iov) -> str:
        """Why the tag does not take another interval; empty when it does."""
        if self.tag.state not in FINAL or not self.tag.complete:
            return ""
        if self.tag.state != TagState.RUNNING:
            return f"the tag is {self.tag.get_state_display()}: its intervals never change"
        if iov.start < self.reach.get(module, 0):
            return "the tag is running: it only gets intervals for runs after those it has"
        self.reach[module] = max(self.reach.get(module, 0), _after(iov))
        return ""

    def _rest(self, seen: set[Key]) -> bool:
        """What the file does not have any more; says whether all of it could go."""
        gone = sorted(self.has.keys() - seen)
        stays = self.tag.state in FINAL
        for module, revision, iov in gone:
            note = f"not in the file, but the tag is {self.tag.get_state_display()}" if stays else "not in the file"
            action = Action.CONFLICT if stays else Action.END
            self.plan.add(Change(action, "interval of validity", f"{module} r{revision} {iov}", note=note))
        if not stays:
            self.write.gone = [self.has[key] for key in gone]
        return not (stays and gone)


def _after(iov: Iov) -> int:
    """Where the next interval of the module may begin in a running tag; one without end can be followed at once."""
    return iov.start + 1 if iov.end is None else iov.end


def _reach(has: Iterable[Key]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for module, _, iov in has:
        reach[module] = max(reach.get(module, 0), _after(iov))
    return reach


def _payload_keys(modules: set[str]) -> dict[tuple[str, int], Payload]:
    rows = Payload.objects.filter(module__in=modules)
    return {(row.module, row.revision): row for row in rows.iterator(BATCH)}
