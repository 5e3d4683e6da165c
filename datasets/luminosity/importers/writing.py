"""What the importers write, in bulk."""

from __future__ import annotations

from collections.abc import Iterable

from datasets.luminosity.models import Experiment


def write_experiments(numbers: Iterable[int]) -> None:
    """Those that are not on record yet."""
    wanted = set(numbers)
    known = Experiment.objects.filter(number__in=wanted).values_list("number", flat=True)
    Experiment.objects.bulk_create(Experiment(number=number) for number in sorted(wanted - set(known)))
