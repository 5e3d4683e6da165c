"""The verbs of good-run lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from datasets.luminosity import policy
from datasets.luminosity.choices import Rule
from datasets.luminosity.models import GoodRunList, ListedRuns
from datasets.luminosity.numbers import Range, experiments_of
from portal.history import recorded
from portal.policy import require

Listed = Mapping[int, Sequence[Range]]
"""Ranges of runs by experiment, as `numbers.listed` reads them."""


@transaction.atomic
def make(
    name: str, rule: Rule, *, by: Any, listed: Listed | None = None, reason: str = "", **facts: Any
) -> GoodRunList:
    """A list by a rule, narrowed by `facts` (experiments, energy, run_low, run_high), or of the runs `listed`.

    Raises Denied; NumbersError for experiments that cannot be read.
    """
    require(by, policy.MAKE)
    experiments_of(facts.get("experiments", ""))
    with recorded("make", by=by, reason=reason):
        made = GoodRunList.objects.create(name=name, rule=rule, **facts)
        _put(made, listed)
    return made


@transaction.atomic
def change(found: GoodRunList, *, by: Any, listed: Listed | None = None, reason: str = "", **facts: Any) -> None:
    """Other facts, and with `listed` other runs: those of before stay in the history. Raises as `make` does."""
    require(by, policy.MAKE)
    experiments_of(facts.get("experiments", ""))
    with recorded("change", by=by, reason=reason):
        locked = GoodRunList.objects.select_for_update().get(pk=found.pk)
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(facts))
        if listed is not None or locked.rule != Rule.LISTED:
            locked.listed.all().delete()
            _put(locked, listed)
    found.refresh_from_db()


@transaction.atomic
def remove(found: GoodRunList, *, by: Any, reason: str) -> None:
    """The list is gone; the history keeps it, and the runs stay. Raises Denied."""
    require(by, policy.MAKE)
    with recorded("remove", by=by, reason=reason):
        found.delete()


def _put(found: GoodRunList, listed: Listed | None) -> None:
    if found.rule == Rule.LISTED:
        ListedRuns.objects.bulk_create(
            ListedRuns(good_run_list=found, experiment=experiment, low=low, high=high)
            for experiment, ranges in (listed or {}).items()
            for low, high in ranges
        )
