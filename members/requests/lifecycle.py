"""How a membership request is decided."""

from members.requests import effects, policy
from members.requests.choices import RequestState as S
from portal.lifecycle import Lifecycle, Move

REQUEST = Lifecycle(
    "membership request",
    "state",
    S,
    (
        Move("confirm", (S.UNCONFIRMED,), S.WAITING, policy.CONFIRM, after=effects.tell_delegates),
        Move(
            "approve",
            (S.WAITING,),
            S.APPROVED,
            policy.DECIDE,
            primary=True,
            confirm="A member from the first day that was asked for, with an account; a mail tells the applicant.",
        ),
        Move("decline", (S.WAITING,), S.DECLINED, policy.DECIDE, asks_reason=True, after=effects.tell_declined),
        Move("withdraw", (S.UNCONFIRMED, S.WAITING), S.WITHDRAWN, policy.CONFIRM),
    ),
)
