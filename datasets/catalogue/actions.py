"""The verbs of datasets: what a person sets stays, whatever the sources say, until it is given back to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from datasets.catalogue import policy
from datasets.catalogue.declared import CURATED, FIGURES, LEVELS, named
from datasets.catalogue.lifecycle import DATASET
from datasets.catalogue.models import CuratedValue, Dataset
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require

PATH_LEVELS = ("general_skim", "data_level")
"""What a person may set only where the path has no such level."""


def _mover(name: str) -> Callable[..., None]:
    def move(dataset: Dataset, *, by: Any, reason: str = "") -> None:
        """Set the state; it is curated from now on. Raises MoveRefused, Denied."""
        with transaction.atomic(), recorded(name, by=by, reason=reason):
            DATASET.perform(dataset, name, by=by, reason=reason)
            _keep(dataset, "state", dataset.state, by, reason)

    return move


MOVES = {move.name: _mover(move.name) for move in DATASET.moves}
"""Every move of a dataset by its name."""


@transaction.atomic
def curate(dataset: Dataset, *, by: Any, reason: str, **values: Any) -> None:
    """Set fields of a dataset against whatever the sources say. Raises MoveRefused, which names the field, Denied."""
    require(by, policy.CURATE, dataset)
    if not reason.strip():
        raise MoveRefused("reason: say why; it stands beside the value")
    with recorded("curate", by=by, reason=reason):
        locked = Dataset.objects.select_for_update().get(pk=dataset.pk)
        checked = {name: _checked(locked, name, value) for name, value in values.items()}
        for name, value in checked.items():
            setattr(locked, name, value)
            _keep(locked, name, value, by, reason)
        locked.save(update_fields=list(checked))
    dataset.refresh_from_db()


@transaction.atomic
def give_back(dataset: Dataset, *names: str, by: Any, reason: str = "") -> None:
    """Let the sources say fields again: a declared value at once, all else with the next import. Raises Denied."""
    require(by, policy.CURATE, dataset)
    with recorded("give_back", by=by, reason=reason):
        locked = Dataset.objects.select_for_update().get(pk=dataset.pk)
        CuratedValue.objects.filter(dataset=locked, field__in=names).delete()
        declared = dict(locked.declared_values.values_list("field", "value"))
        filled = [name for name in names if name in (*PATH_LEVELS, "background")]
        for name in filled:
            setattr(locked, name, declared.get(name, ""))
        locked.save(update_fields=filled)
    dataset.refresh_from_db()


def _checked(dataset: Dataset, name: str, value: Any) -> Any:
    if name not in CURATED:
        raise TypeError(f"nobody sets {name} of a dataset")
    if name in PATH_LEVELS and (said := getattr(dataset.levels, name, "")):
        raise MoveRefused(f"{name}: the path says {said}, and the path is right")
    try:
        return named(name, {**FIGURES, **LEVELS}[name], value)
    except ValueError as error:
        raise MoveRefused(str(error)) from error


def _keep(dataset: Dataset, name: str, value: Any, by: Any, reason: str) -> None:
    user = by if getattr(by, "pk", None) else None
    set_to = {"value": str(value), "reason": reason.strip()[:4000], "by": user}
    CuratedValue.objects.update_or_create(dataset=dataset, field=name, defaults=set_to)
