"""What was pasted into the search box: a dataset, one of its files, a production, an event type."""

from __future__ import annotations

import re
from typing import Any

from datasets.catalogue import policy
from datasets.catalogue.links import search, tail
from datasets.catalogue.models import Dataset, DatasetCell
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import classify, file_name
from portal.policy import may
from portal.registry import Found
from portal.ui.addresses import page_url

_PRODUCTION = re.compile(r"(?:prod(?:uction)?\s*)?([0-9]{1,8})", re.IGNORECASE)
_EVENT_TYPE = re.compile(r"[0-9a-f]{9,11}|[A-Za-z]\w{1,63}", re.IGNORECASE | re.ASCII)
"""Ten digits by the rule; real lists have nine, eleven and hexadecimal ones, too. Generic types have names (uubar)."""


def find(user: Any, text: str) -> str | Found | None:
    """The page of the dataset, also for one of its files or with a slash at the end; the list of anything wider."""
    if not may(user, policy.SEE):
        return None
    if text.startswith("/"):
        found = _paths([text])
        return found[text].url if found else None
    if named := file_name(text):
        return _production(named.production, f"the file {text}")
    if _EVENT_TYPE.fullmatch(text) and DatasetCell.objects.filter(event_type=text).exists():
        return Found(search(event_type=text), f"Datasets of event type {text}", "datasets")
    if match := _PRODUCTION.fullmatch(text):
        return _production(int(match[1]), f"production {int(match[1])}")
    return None


def many(user: Any, texts: list[str]) -> dict[str, Found]:
    """The datasets of a pasted list of paths, of their files or datablocks."""
    return _paths(texts) if may(user, policy.SEE) else {}


def _paths(texts: list[str]) -> dict[str, Found]:
    """The datasets by the text that names them, in one query."""
    wanted = {text: path for text in texts if text.startswith("/") and (path := _dataset(text.rstrip("/")))}
    paths = set(wanted.values())
    keys = dict(Dataset.objects.filter(path__in=paths).order_by().values_list("path", "pk")) if paths else {}
    return {
        text: Found(page_url("dataset", keys[path]), tail(path), "dataset" if path == text else f"dataset of {text}")
        for text, path in wanted.items()
        if path in keys
    }


def _dataset(text: str) -> str:
    """The path of the dataset that a path below /belle lies in; empty for what cannot be a path."""
    try:
        place = classify(text)
    except PathError:
        return ""
    return place.dataset.path if place.dataset else place.path


def _production(number: int, words: str) -> Found | None:
    """The one dataset of a production, or the list of its datasets."""
    keys = list(Dataset.objects.filter(production=number).order_by().values_list("pk", flat=True)[:2])
    if not keys:
        return None
    if len(keys) == 1:
        return Found(page_url("dataset", keys[0]), f"The dataset of {words}", "datasets")
    return Found(search(production=number), f"Datasets of {words}", "datasets")
