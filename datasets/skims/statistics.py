"""Statistics of skims from the JSON file that the test tool of the field writes, instead of tables pasted by hand.

The file is `{"stats": {skim: {statistic: {sample: number}}}}` beside facts about the test; older ones have no such
frame. A number that was not measured is null and says nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django import forms

from datasets.catalogue import policy
from datasets.skims.choices import SkimStatus
from datasets.skims.models import Skim, SkimStatistic
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress
from portal.importing.tables import Wanted, compare, write_rows

COLUMNS = {
    "ninputevents": "input_events",
    "nskimmedevents": "skimmed_events",
    "retentionrate": "retention",
    "sizeretention": "size_retention",
    "sizeretentionrate": "size_retention",
    "filesizeretention": "size_retention",
    "filesizeretentionrate": "size_retention",
    "cputimeperevent": "cpu_per_event",
    "hs06timeperevent": "hs06_per_event",
    "udstsizeperskimmedevent": "kb_per_skimmed_event",
    "udstsizeperinputevent": "kb_per_input_event",
    "logsize": "log_kb",
    "averagecandidatemultiplicity": "multiplicity",
    "memoryaverage": "memory_mb",
    "memorymaximum": "memory_max_mb",
}
"""Columns of the record by the statistic of the file, without the case of its letters."""
FOLLOWS = frozenset(
    [
        *("cputime", "hs06timeperfile", "udstsize", "udstsizeperfile", "logsizeperevent"),
        *("udstsizeperentiresample", "logsizeperentiresample"),
    ]
)
"""Statistics that follow from the others and the size of a sample; they are not kept."""
WHOLE = ("input_events", "skimmed_events")
RELEASE = re.compile(r"(?:release|light|prerelease)-[\w.-]{1,50}")
SLACK = 0.01
"""Percent by which a retention may differ from its events, for files with rounded numbers."""


class StatisticError(ValueError):
    """What is wrong with one test; names the statistic."""


class SkimStatisticImporter(Importer):
    """Statistics by skim, sample and release; a test that is impossible is rejected by name, the others go in."""

    name, noun, noun_plural = "skim_statistics", "statistic", "statistics of skims"
    needs = policy.IMPORT
    accept = ".json"
    about = "The JSON file of the skim test tool: numbers by skim, statistic and sample (SkimStats.json)."
    fields = {
        "release": lambda: forms.CharField(
            label="Release", max_length=64, required=False, help_text="Of the test, when the file does not say it."
        )
    }

    def read(self, files: Sequence[Path]) -> tuple[str, dict[str, Any]]:
        path = files[0]
        try:
            found = json.loads(path.read_bytes().decode("utf-8-sig"))
        except OSError as error:
            raise SourceError(f"cannot read {path.name}: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{path.name} is no JSON file: {error}") from error
        stats = found.get("stats", found) if isinstance(found, dict) else None
        if not isinstance(stats, dict) or not any(isinstance(value, dict) for value in stats.values()):
            raise SourceError(f"{path.name} has no numbers by skim, statistic and sample")
        said = str(self.options.get("release") or "").strip() or _release(found)
        if not said:
            raise SourceError(
                f"{path.name} does not say with which release the skims were tested; say it beside the file"
            )
        if len(said) > 64:
            raise SourceError(f"release: {said[:40]!r}… is longer than 64 characters")
        return said, stats

    def plan(self, rows: tuple[str, dict[str, Any]]) -> Plan:
        release, stats = rows
        plan = Plan(payload=[])
        registry, wanted, seen = _Registry(), list[Wanted](), set[int]()
        _tell_unknown(plan, stats)
        for name, tests in stats.items():
            try:
                skim = registry.skim(name, seen)
            except StatisticError as error:
                plan.add(Change(Action.REJECT, self.noun, name[:80], note=str(error)))
                continue
            wanted += self._tests(plan, skim, release, tests if isinstance(tests, dict) else {})
        known = {(row.skim_id, row.release, row.sample): row for row in SkimStatistic.objects.filter(release=release)}
        plan.payload = compare(
            plan, self.noun, wanted, known, lambda name, value: "" if value is None else f"{value:g}"
        )
        return plan

    def _tests(self, plan: Plan, skim: Skim, release: str, tests: dict[str, Any]) -> Iterator[Wanted]:
        if not tests:
            plan.add(Change(Action.REJECT, self.noun, skim.name, note="there are no statistics"))
        for sample, numbers in _by_sample(tests):
            label = f"{skim.name} on {sample}"[:160]
            try:
                values = _judged(sample, numbers)
            except StatisticError as error:
                plan.add(Change(Action.REJECT, self.noun, label, note=str(error)))
                continue
            if values:
                yield Wanted((skim.pk, release, sample), label, None, values)
            else:
                plan.add(Change(Action.SKIP, self.noun, label, note="nothing was measured"))

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        keys = ("skim_id", "release", "sample")
        write_rows(
            SkimStatistic, ((dict(zip(keys, row.key, strict=True)), row.values, there) for row, there in plan.payload)
        )


def _words(name: str, value: Any) -> str:
    return "" if value is None else f"{value:g}"


def _release(found: dict[str, Any]) -> str:
    """What the facts about the test say of the release."""
    for name, value in found.items():
        if "release" in name.casefold() and isinstance(value, str):
            return value.strip()
    return next((v for v in found.values() if isinstance(v, str) and RELEASE.fullmatch(v)), "")


class _Registry:
    """The skims by name and by code."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Skim]] = {}
        self.by_code: dict[str, Skim] = {}
        for skim in Skim.objects.order_by("code"):
            self.by_name.setdefault(skim.name, []).append(skim)
            self.by_code[skim.code] = skim

    def skim(self, name: str, seen: set[int]) -> Skim:
        """The skim of a name or code, of namesakes the one that is produced today; it is `seen` from then on.

        Raises StatisticError.
        """
        found = [self.by_code[name]] if name in self.by_code else self.by_name.get(name, [])
        if not found:
            raise StatisticError(f"no skim of the registry is called {name[:80]!r} or has this code")
        current = [skim for skim in found if skim.status == SkimStatus.REGISTERED] or found
        if len(current) > 1:
            codes = ", ".join(skim.code for skim in current)
            raise StatisticError(f"{name} is the name of several skims ({codes}); write the code in its place")
        if current[0].pk in seen:
            raise StatisticError(f"{current[0]} stands in the file twice, by its name and by its code")
        seen.add(current[0].pk)
        return current[0]


def _plain(statistic: str) -> str:
    return re.sub(r"[^a-z0-9]", "", statistic.casefold())


def _tell_unknown(plan: Plan, stats: dict[str, Any]) -> None:
    """Says which statistics are not kept because nobody here knows what they are."""
    names = {name for tests in stats.values() if isinstance(tests, dict) for name in tests}
    for name in sorted(names):
        if _plain(name) not in COLUMNS and _plain(name) not in FOLLOWS:
            plan.problem(None, f"{name[:60]!r} is no statistic that is known here; it is not kept")


def _by_sample(tests: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The numbers of each sample by their statistic, as written."""
    found: dict[str, dict[str, Any]] = {}
    for statistic, numbers in tests.items():
        if _plain(statistic) in COLUMNS and isinstance(numbers, dict):
            for sample, value in numbers.items():
                found.setdefault(sample, {})[statistic] = value
    yield from found.items()


def _judged(sample: str, numbers: dict[str, Any]) -> dict[str, Any]:
    """The columns of one test. Raises StatisticError for what no test can have measured."""
    if not sample.strip() or len(sample) > 80:
        raise StatisticError(f"the label {sample[:40]!r} of the sample is empty or longer than 80 characters")
    values: dict[str, Any] = {}
    for statistic, value in numbers.items():
        if value is not None:
            column = COLUMNS[_plain(statistic)]
            values[column] = _number(statistic, value, whole=column in WHOLE)
    given, kept, rate = (values.get(name) for name in (*WHOLE, "retention"))
    if rate is not None and rate > 100:
        raise StatisticError(f"RetentionRate: {rate:g} % is more than all events")
    if given is not None and kept is not None:
        if kept > given:
            raise StatisticError(f"nSkimmedEvents: {kept:,} are more than the {given:,} input events")
        if rate is not None and given and abs(rate - 100 * kept / given) > SLACK:
            raise StatisticError(f"RetentionRate: {rate:g} % is not {kept:,} of {given:,} events")
    if kept is not None and given is None:
        raise StatisticError("nInputEvents: is missing beside the skimmed events")
    return values


def _number(statistic: str, value: Any, *, whole: bool) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StatisticError(f"{statistic}: {str(value)[:40]!r} is no number")
    if not math.isfinite(value):
        raise StatisticError(f"{statistic}: {value} is no number that can be measured")
    if value < 0:
        raise StatisticError(f"{statistic}: {value:g} is negative")
    if whole and value != int(value):
        raise StatisticError(f"{statistic}: {value:g} is no number of events")
    if whole and value >= 2**63:
        raise StatisticError(f"{statistic}: {value:g} is larger than any number of events")
    return int(value) if whole else float(value)
