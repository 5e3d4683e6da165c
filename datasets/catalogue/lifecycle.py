"""How a dataset comes out of use, and back: a person says so, and from then on no import says otherwise."""

from datasets.catalogue import policy
from datasets.catalogue.choices import DatasetState
from portal.lifecycle import Lifecycle, Move

DATASET = Lifecycle(
    "dataset",
    "state",
    DatasetState,
    (
        Move(
            "withdraw",
            (DatasetState.GOOD,),
            DatasetState.WITHDRAWN,
            policy.CURATE,
            asks_reason=True,
            confirm="The page and every list will tell everybody not to use this dataset. It stays in the record.",
        ),
        Move(
            "clear",
            (DatasetState.WITHDRAWN,),
            DatasetState.GOOD,
            policy.CURATE,
            label="Mark as good",
            asks_reason=True,
        ),
    ),
)
