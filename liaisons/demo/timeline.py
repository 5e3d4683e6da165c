"""How a signal-MC request of the demo comes to its state: a chain of steps, each by somebody who may take it.

The liaison of the group files, submits and cancels; the production manager of the day accepts, returns with a reason,
starts and finishes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from liaisons.demo.decayfiles import Flaw
from liaisons.requests.choices import RequestState

State = RequestState
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": ((State.DRAFT, State.RETURNED), State.SUBMITTED),
    "return": ((State.SUBMITTED,), State.RETURNED),
    "accept": ((State.SUBMITTED,), State.ACCEPTED),
    "start": ((State.ACCEPTED,), State.PRODUCING),
    "finish": ((State.PRODUCING,), State.DONE),
    "cancel": ((State.DRAFT, State.SUBMITTED, State.RETURNED, State.ACCEPTED), State.CANCELLED),
}
"""Verb: the states it leaves and the state it leads to."""

_WAY = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.RETURNED: ("submit", "return"),
    State.ACCEPTED: ("submit", "accept"),
    State.PRODUCING: ("submit", "accept", "start"),
    State.DONE: ("submit", "accept", "start", "finish"),
    State.CANCELLED: ("submit", "cancel"),
}
TOO_MANY = "Ten million events is more than the selection can use; what would a fifth of it give you?"
_REASONS = {
    "return": (
        "The Date in the header reads like another month to half of us; please write YYYYMMDD.",
        "Please mark the file as tested, or say why it is not.",
        TOO_MANY,
        "Nobody is named in the header: who answers questions on this channel?",
        "The same channel was produced last month, see the list of the group. Do you need more of it?",
    ),
    "cancel": (
        "The analysis uses the generic sample instead.",
        "The group moved the student to another channel.",
        "Filed twice by mistake.",
    ),
}
RETURNED_FOR = {
    _REASONS["return"][0]: Flaw.DATE_FORM,
    _REASONS["return"][1]: Flaw.NO_TEST,
    _REASONS["return"][3]: Flaw.NO_CONTACT,
}
"""The reasons that can be seen in the decay file, which none of them keeps from being submitted."""
_HOURS = {"submit": 30, "return": 60, "accept": 90, "start": 200, "finish": 500, "cancel": 100}
"""How long each step takes, typically."""


@dataclass(frozen=True, slots=True)
class Step:
    """`by` is the key of a person; `state` is the state after the step."""

    at: datetime
    verb: str
    by: str
    state: str
    reason: str = ""


@dataclass(slots=True)
class Course:
    """The steps of one request: `liaison` is the key of a person, `manager_on` gives that of a day's manager."""

    rng: Random
    liaison: str
    manager_on: Callable[[date], str]
    steps: list[Step] = field(default_factory=list)

    def run(self, state: str, began: datetime, ended: datetime) -> tuple[Step, ...]:
        """Steps from a draft at `began` to `state`, the last one at `ended`; a quarter is returned once on the way."""
        verbs = list(_WAY[RequestState(state)])
        if "accept" in verbs and self.rng.random() < 0.25:
            verbs[1:1] = ["return", "submit"]
        if state == State.CANCELLED and self.rng.random() < 0.4:
            verbs = ["cancel"]
        hours = [_HOURS[verb] * self.rng.uniform(0.3, 1.7) for verb in verbs]
        whole, spent = (ended - began), 0.0
        for verb, share in zip(verbs, hours, strict=True):
            spent += share
            at = began + timedelta(seconds=round(whole.total_seconds() * spent / sum(hours)))
            by = self.liaison if verb in ("submit", "cancel") else self.manager_on(at.date())
            reason = self.rng.choice(_REASONS[verb]) if verb in _REASONS else ""
            self.steps.append(Step(at, verb, by, MOVES[verb][1], reason))
        return tuple(self.steps)
