"""What was pasted into the search box: a path, a file name, a production, a code."""

from __future__ import annotations

import re
from typing import Any

from datasets.campaigns.models import Campaign
from datasets.catalogue import policy
from datasets.catalogue.models import Dataset
from datasets.catalogue.panels import search
from datasets.catalogue.paths import PathError
from datasets.catalogue.places import classify
from datasets.skims.models import Skim
from portal.policy import may


def find(user: Any, text: str) -> str | None:
    """The page of the dataset (also for one of its files), campaign, skim, or the list of a production."""
    if not may(user, policy.SEE):
        return None
    if text.startswith("/belle/"):
        return _path(text)
    if match := re.fullmatch(r"prod(\d{1,8})", text):
        production = int(match[1])
        return search(production=production) if Dataset.objects.filter(production=production).exists() else None
    if re.fullmatch(r"\d{8}", text):
        skim = Skim.objects.filter(code=text).first()
        return skim.get_absolute_url() if skim else None
    campaign = Campaign.objects.filter(name=text).first()
    return campaign.get_absolute_url() if campaign else None


def _path(text: str) -> str | None:
    try:
        place = classify(text)
    except PathError:
        return None
    path = place.dataset.path if place.dataset else place.path
    found = Dataset.objects.filter(path=path).first()
    return found.get_absolute_url() if found else None
