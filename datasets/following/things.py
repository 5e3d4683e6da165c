"""What can be followed, by the word that addresses use for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.collections import policy as collections
from datasets.collections.models import Collection
from datasets.skims.models import Skim

KINDS: dict[str, type[Model]] = {"dataset": Dataset, "collection": Collection, "campaign": Campaign, "skim": Skim}
USABLE = ("collection", "dataset")
"""What an analysis can declare that it uses."""


def kind_of(thing: Model) -> str:
    """The word for it. Raises TypeError for what nobody can follow."""
    for word, model in KINDS.items():
        if isinstance(thing, model):
            return word
    raise TypeError(f"nobody follows a {type(thing).__name__}")


def find(user: Any, kind: str, pk: int) -> Any:
    """The thing, among what the user may see. Raises Http404."""
    if kind not in KINDS:
        raise Http404
    rows: QuerySet[Any] = KINDS[kind]._default_manager.all()
    return get_object_or_404(collections.visible(user, rows) if kind == "collection" else rows, pk=pk)


def columns(thing: Any) -> dict[str, Any]:
    """The columns by which a follow names the thing; of a collection all versions are one."""
    if isinstance(thing, Collection):
        return {"data_type": thing.data_type, "family": thing.family}
    return {kind_of(thing): thing}


def name_of(thing: Any) -> str:
    """How a sentence names it: of a collection the family."""
    return str(thing.family) if isinstance(thing, Collection) else str(thing)
