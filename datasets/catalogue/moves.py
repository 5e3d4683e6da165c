"""The moves of a dataset on its page and in the API."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from datasets.catalogue import actions, policy
from datasets.catalogue.choices import TONES
from datasets.catalogue.lifecycle import DATASET
from datasets.catalogue.models import Dataset
from portal.lifecycle.moves import Moves
from portal.policy import may


class _Moves(Moves):
    """Buttons for those who curate the datasets; for everybody else they would only be in the way."""

    def buttons(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        return super().buttons(obj, user) if may(user, policy.CURATE, obj) else []


MOVES = _Moves(
    DATASET,
    actions.MOVES,
    lambda user, pk: get_object_or_404(Dataset, pk=pk),
    name="dataset_move",
    prefix="datasets/",
    see=policy.SEE,
    tones=TONES,
)
