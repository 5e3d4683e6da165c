"""How an author list is closed."""

from members.authorship import policy
from members.authorship.choices import ListState
from portal.lifecycle import Lifecycle, Move

AUTHOR_LIST = Lifecycle(
    "author list",
    "state",
    ListState,
    (
        Move(
            "freeze", (ListState.OPEN,), ListState.FROZEN, policy.FREEZE, primary=True,
            confirm="The list keeps today's content for ever. Nobody can change or remove it afterwards.",
        ),
    ),
)  # fmt: skip
