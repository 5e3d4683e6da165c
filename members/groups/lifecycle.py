"""How a nomination is answered."""

from members.groups import effects, policy
from members.groups.choices import NominationState as S
from portal.lifecycle import Lifecycle, Move

NOMINATION = Lifecycle(
    "nomination",
    "state",
    S,
    (
        Move(
            "accept",
            (S.PROPOSED,),
            S.ACCEPTED,
            policy.ANSWER,
            primary=True,
            confirm="You hold the post for the whole term that is proposed; who proposed you is told.",
            after=effects.tell_accepted,
        ),
        Move("refuse", (S.PROPOSED,), S.REFUSED, policy.ANSWER, after=effects.tell_refused),
        Move("withdraw", (S.PROPOSED,), S.WITHDRAWN, policy.FILL, after=effects.tell_withdrawn),
    ),
)
