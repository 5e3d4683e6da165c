"""How a membership request is decided. Which of `approve` and `endorse` there is, the gates of the by-laws say."""

from __future__ import annotations

from typing import Any

from members.bylaws import bylaws
from members.requests import effects, policy, queries
from members.requests.choices import OPEN, Proof
from members.requests.choices import RequestState as S
from portal.lifecycle import Lifecycle, Move


def _other_gates(wanted: bool, words: str) -> Any:
    return lambda request, user: "" if queries.two_gates() is wanted else words


def _held_by_other(request: Any, user: Any) -> str:
    """A claim is for what nobody has; what another has is taken over, which says so."""
    holder = queries.holder(request)
    if holder is None:
        return ""
    if holder == getattr(user, "pk", None):
        return "you have it already"
    return f"{queries.name_of(request.claimed_by)} has it since {request.claimed_at:%Y-%m-%d %H:%M} UTC"


def _not_of_another(request: Any, user: Any) -> str:
    holder = queries.holder(request)
    if holder is None:
        return "nobody has it; claim it"
    return "you have it already" if holder == getattr(user, "pk", None) else ""


def _not_claimed(request: Any, user: Any) -> str:
    return "" if queries.holder(request) == getattr(user, "pk", 0) else "you have not claimed it"


def _no_signature(request: Any, user: Any) -> str:
    """A delegate signs where the by-laws take that and nothing else has confirmed the identity."""
    ways = bylaws().requests.identity
    if Proof.DELEGATE not in ways:
        return "the by-laws do not ask for the signature of a delegate"
    return "the identity is confirmed already" if request.proof in ways else ""


STAYS = ""
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
            absent=_other_gates(False, "the membership office admits; you endorse"),
            blocked=queries.identity_is_open,
        ),
        Move(
            "endorse",
            (S.WAITING,),
            S.ENDORSED,
            policy.DECIDE,
            primary=True,
            confirm="You say for the institute that this is one of yours. The membership office is told, and admits.",
            absent=_other_gates(True, "an approval of the delegate admits at once; approve it"),
            blocked=queries.identity_is_open,
            after=effects.tell_endorsed,
        ),
        Move(
            "admit",
            (S.ENDORSED,),
            S.APPROVED,
            policy.ADMIT,
            primary=True,
            confirm="A member from the first day that was asked for, with an account; a mail tells the applicant.",
            blocked=queries.identity_is_open,
        ),
        Move(
            "return",
            (S.ENDORSED,),
            S.WAITING,
            policy.SEND_BACK,
            label="Return to the delegate",
            asks_reason=True,
            after=effects.tell_returned,
        ),
        Move("decline", OPEN, S.DECLINED, policy.DECIDE, asks_reason=True, after=effects.tell_declined),
        Move("claim", (S.WAITING,), STAYS, policy.DECIDE, absent=_held_by_other, done="claimed"),
        Move(
            "take_over",
            (S.WAITING,),
            STAYS,
            policy.DECIDE,
            confirm="Somebody else has claimed it. You have it then, which the history keeps.",
            absent=_not_of_another,
            done="taken over",
        ),
        Move("release", (S.WAITING,), STAYS, policy.DECIDE, absent=_not_claimed, done="released"),
        Move("hold", (S.WAITING,), S.HELD, policy.DECIDE, asks_reason=True),
        Move("resume", (S.HELD,), S.WAITING, policy.DECIDE, primary=True),
        Move(
            "vouch",
            OPEN,
            STAYS,
            policy.VOUCH,
            label="Sign for the identity",
            asks_reason=True,
            confirm="You sign that the applicant is who the request names. Say how you know: where you met, "
            "what you saw.",
            absent=_no_signature,
            done="identity confirmed",
        ),
        Move("withdraw", (S.UNCONFIRMED, *OPEN), S.WITHDRAWN, policy.CONFIRM),
    ),
    acting_for=queries.in_place_of,
)
