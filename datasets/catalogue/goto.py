"""What was pasted into the search box: the path of a dataset, a file of one, a production."""

from __future__ import annotations

import re
from typing import Any

from datasets.catalogue import policy
from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import classify
from portal.policy import may
from portal.ui.addresses import page_url


def find(user: Any, text: str) -> str | None:
    """The page of the dataset, also for one of its files or with a slash at the end; the list of a production."""
    if not may(user, policy.SEE):
        return None
    if text.startswith("/belle/"):
        return _path(text.rstrip("/"))
    if match := re.fullmatch(r"prod([0-9]{1,8})", text):
        production = int(match[1])
        return search(production=production) if Dataset.objects.filter(production=production).exists() else None
    return None


def _path(text: str) -> str | None:
    try:
        place = classify(text)
    except PathError:
        return None
    path = place.dataset.path if place.dataset else place.path
    keys = list(Dataset.objects.filter(path=path).order_by().values_list("pk", flat=True))  # one, or none
    return page_url("dataset", keys[0]) if keys else None
