"""What the importers write, in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from datasets.luminosity.models import Experiment

BATCH = 2000


def write_experiments(numbers: Iterable[int]) -> None:
    """Those that are not on record yet."""
    wanted = set(numbers)
    known = Experiment.objects.filter(number__in=wanted).values_list("number", flat=True)
    Experiment.objects.bulk_create(Experiment(number=number) for number in sorted(wanted - set(known)))


def write_rows(model: type[Model], writes: Iterable[tuple[Any, dict[str, Any], Any]]) -> None:
    """Write (key columns, values, row that is there or None): new ones in bulk, changed ones by their columns."""
    new: list[Model] = []
    changed: list[Model] = []
    names: set[str] = set()
    for key, values, there in writes:
        if there is None:
            new.append(model(**key, **values))
            continue
        for name, value in values.items():
            setattr(there, name, value)
        changed.append(there)
        names |= values.keys()
    model._base_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        model._base_manager.bulk_update(changed, sorted(names), batch_size=BATCH)
