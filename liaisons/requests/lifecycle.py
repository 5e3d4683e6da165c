"""How a signal-MC request moves between the working group and the production."""

from liaisons.requests import effects, policy
from liaisons.requests.choices import RequestState as S
from portal.lifecycle import Lifecycle, Move

REQUEST = Lifecycle(
    "signal-MC request",
    "state",
    S,
    (
        Move("submit", (S.DRAFT, S.RETURNED), S.SUBMITTED, policy.EDIT, primary=True, after=effects.tell_submitted),
        Move("accept", (S.SUBMITTED,), S.ACCEPTED, policy.DECIDE, primary=True, after=effects.tell_accepted),
        Move("return", (S.SUBMITTED,), S.RETURNED, policy.DECIDE, asks_reason=True, after=effects.tell_returned),
        Move("start", (S.ACCEPTED,), S.PRODUCING, policy.DECIDE, label="Start production", primary=True),
        Move("finish", (S.PRODUCING,), S.DONE, policy.DECIDE, label="Close as done", primary=True),
        Move(
            "cancel",
            (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED),
            S.CANCELLED,
            policy.EDIT,
            asks_reason=True,
            confirm="The working group takes the request back for good; to ask again, file a new one.",
        ),
        Move(
            "stop",
            (S.ACCEPTED, S.PRODUCING),
            S.CANCELLED,
            policy.DECIDE,
            label="Stop production",
            asks_reason=True,
            confirm="The request is closed without datasets; to ask again, the working group files a new one.",
            after=effects.tell_stopped,
        ),
    ),
)
