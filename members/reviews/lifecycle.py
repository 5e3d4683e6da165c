"""How a review is closed, an institute confirms, and a correction is settled."""

from members.delegates.queries import acting_for
from members.reviews import effects, policy
from members.reviews.choices import ConfirmationState, CorrectionState, ReviewState
from portal.lifecycle import Lifecycle, Move

REVIEW = Lifecycle(
    "review",
    "state",
    ReviewState,
    (
        Move(
            "close",
            (ReviewState.OPEN,),
            ReviewState.CLOSED,
            policy.OPEN,
            confirm="Nothing can be confirmed or marked afterwards; institutes that did not confirm stay as waiting.",
        ),
    ),
)
CONFIRMATION = Lifecycle(
    "confirmation of an institute",
    "state",
    ConfirmationState,
    (
        Move(
            "confirm",
            (ConfirmationState.WAITING,),
            ConfirmationState.CONFIRMED,
            policy.CONFIRM,
            primary=True,
            confirm="What stands here is kept for ever, and the office gets what is marked to correct.",
            after=effects.tell_office,
        ),
    ),
    acting_for=lambda confirmation, by: acting_for(by, confirmation.institute),
)
CORRECTION = Lifecycle(
    "correction",
    "state",
    CorrectionState,
    (Move("settle", (CorrectionState.MARKED,), CorrectionState.SETTLED, policy.SETTLE, primary=True),),
)
