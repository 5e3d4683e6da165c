"""The columns of a dataset that follow from its path."""

from __future__ import annotations

from typing import Any

from datasets.catalogue.choices import DatasetClass
from datasets.catalogue.places import Kind, Place

CLASSES = {
    Kind.BACKGROUND: DatasetClass.BACKGROUND,
    Kind.USER: DatasetClass.USER,
    Kind.GROUP: DatasetClass.GROUP,
}
_NOTHING: dict[str, Any] = {
    "path": "", "data_class": "", "top": "", "scope": "", "proc_level": "", "release": "", "global_tag": None,
    "campaign": "", "production": None, "stream": "", "experiment": None, "energy": "", "run": "", "run_low": None,
    "run_high": None, "general_skim": "", "event_type": "", "skim_code": "", "data_level": "",
}  # fmt: skip


def columns_of(place: Place | None) -> dict[str, Any]:
    """Class and scope for any path, the levels for official ones. Without a place the names of these columns."""
    if place is None:
        return _NOTHING
    levels = place.dataset if place.kind is Kind.DATASET else None
    if levels is None:
        data_class = CLASSES.get(place.kind, DatasetClass.OTHER)
        return _NOTHING | {"path": place.path, "data_class": data_class.value, "scope": place.scope}
    run = levels.run_number
    return {
        "path": place.path,
        "data_class": "MC" if levels.top == "MC" else "Data",
        "top": levels.top,
        "scope": place.scope,
        "proc_level": levels.proc_level,
        "release": levels.release,
        "global_tag": levels.global_tag,
        "campaign": levels.campaign,
        "production": levels.production,
        "stream": levels.stream,
        "experiment": levels.experiment,
        "energy": levels.energy,
        "run": levels.run,
        "run_low": run,
        "run_high": run,
        "general_skim": levels.general_skim,
        "event_type": levels.event_type,
        "skim_code": levels.skim_code,
        "data_level": levels.data_level,
    }
