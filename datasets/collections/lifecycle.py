"""How a collection is published and leaves use."""

from datasets.collections import policy
from datasets.collections.choices import OPEN, CollectionState
from portal.lifecycle import Lifecycle, Move

COLLECTION = Lifecycle(
    "collection",
    "state",
    CollectionState,
    (
        Move(
            "publish",
            OPEN,
            CollectionState.PUBLISHED,
            policy.MAKE,
            primary=True,
            confirm="Everybody may use the collection from now on, its members never change again, and it replaces "
            "the version before.",
        ),
        Move("supersede", (CollectionState.PUBLISHED,), CollectionState.SUPERSEDED, policy.MAKE),
        Move(
            "withdraw",
            (CollectionState.PUBLISHED, CollectionState.SUPERSEDED),
            CollectionState.WITHDRAWN,
            policy.MAKE,
            asks_reason=True,
            confirm="The page will tell everybody not to use this collection. It is not possible to take this back.",
        ),
    ),
)
