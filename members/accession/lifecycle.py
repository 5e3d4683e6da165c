"""How an institute joins, and how one leaves."""

from members.accession import effects, policy
from members.accession.choices import ApplicationState as A
from members.accession.choices import DepartureState as D
from portal.lifecycle import Lifecycle, Move

APPLICATION = Lifecycle(
    "application of an institute",
    "state",
    A,
    (
        Move("submit", (A.DRAFT,), A.SUBMITTED, policy.KEEP, primary=True, after=effects.tell_submitted),
        Move("send_back", (A.SUBMITTED,), A.DRAFT, policy.DECIDE, asks_reason=True, after=effects.tell_moved),
        Move("present", (A.SUBMITTED,), A.PRESENTED, policy.DECIDE, after=effects.tell_moved),
        Move("admit", (A.PRESENTED,), A.ADMITTED, policy.DECIDE, primary=True, after=effects.tell_moved),
        Move(
            "decline", (A.SUBMITTED, A.PRESENTED), A.DECLINED, policy.DECIDE, asks_reason=True, after=effects.tell_moved
        ),
        Move(
            "withdraw",
            (A.DRAFT, A.SUBMITTED, A.PRESENTED),
            A.WITHDRAWN,
            policy.KEEP,
            confirm="The institute no longer wants to join.",
        ),
    ),
)

DEPARTURE = Lifecycle(
    "departure of an institute",
    "state",
    D,
    (
        Move("complete", (D.ANNOUNCED,), D.DONE, policy.ANNOUNCE),
        Move("withdraw", (D.ANNOUNCED,), D.WITHDRAWN, policy.ANNOUNCE, asks_reason=True, after=effects.tell_withdrawn),
    ),
)
