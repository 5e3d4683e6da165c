"""Moves between states, performed under a row lock and recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.dispatch import Signal

from portal.history import recorded
from portal.policy import Reason, require, why
from portal.registry import registry

moved = Signal()
"""Sent inside the transaction when a state has changed; the sender is the model, with `obj`, `move`, `by`, `reason`."""


class MoveRefused(Exception):
    """The object is not in a state from which this move goes; the message says so to a person."""


@dataclass(frozen=True)
class Move:
    """One row of the table.

    `needs` is a permission asked about the object; `asks_reason` makes the reason mandatory;
    `after(obj, by, reason)` runs in the same transaction (mail and other effects go to the outbox).
    An empty `target` leaves the state as it is; `done` is then what is said afterwards.
    `absent(obj, user)` gives words when there is no such move here now (the site is configured otherwise, somebody
    else is on it): it is not offered, and refused with these words. `blocked(obj)` gives words when something has to
    happen before: it is offered, but cannot be taken.
    """

    name: str
    source: tuple[str, ...]
    target: str
    needs: str
    label: str = ""
    asks_reason: bool = False
    confirm: str = ""
    primary: bool = False
    after: Callable[[Any, Any, str], None] | None = None
    absent: Callable[[Any, Any], str] | None = None
    blocked: Callable[[Any], str] | None = None
    done: str = ""


@dataclass(frozen=True)
class Offer:
    """A move as somebody sees it now: allowed, or the words why not."""

    move: Move
    allowed: bool
    reason: str

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def label(self) -> str:
        return self.move.label or self.move.name.replace("_", " ").capitalize()


class Lifecycle:
    """The moves of one model along one field of choices.

    `acting_for(obj, by)` tells in whose place somebody acts, for the history; None: for oneself.
    """

    def __init__(
        self,
        name: str,
        field: str,
        states: type[models.TextChoices],
        moves: tuple[Move, ...],
        *,
        acting_for: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self.name, self.field, self.states, self.moves, self._acting_for = name, field, states, moves, acting_for
        self._by_name = {move.name: move for move in moves}
        if len(self._by_name) != len(moves):
            raise ValueError(f"{name}: two moves share a name")
        for move in moves:
            for state in (*move.source, *filter(None, [move.target])):
                states(state)
        registry.lifecycles.add(self)

    def state(self, obj: models.Model) -> str:
        return str(getattr(obj, self.field))

    def offered(self, obj: models.Model, user: Any) -> list[Offer]:
        """The moves that leave the state of `obj`, each with whether `user` may and why (not)."""
        offers, state = [], self.state(obj)
        asked: dict[str, Reason] = {}  # several moves need the same permission
        for move in self.moves:
            if state in move.source and not (move.absent and move.absent(obj, user)):
                if move.needs not in asked:
                    asked[move.needs] = why(user, move.needs, obj)
                reason = asked[move.needs]
                words = move.blocked(obj) if reason.allowed and move.blocked else ""
                offers.append(Offer(move, reason.allowed and not words, words or reason.words))
        return offers

    def perform(
        self, obj: models.Model, name: str, *, by: Any, reason: str = "", facts: Mapping[str, Any] | None = None
    ) -> None:
        """Lock, check state and permission, set the state with its `facts` (fields), record, run effects.

        `obj` is refreshed in place. Raises MoveRefused (wrong state, missing reason), Denied.
        """
        move = self._by_name[name]
        with transaction.atomic():
            type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
            obj.refresh_from_db()
            with recorded(name, by=by, reason=reason, acting_for=self.acting_for(obj, by)):
                self._take(obj, move, by, reason, facts or {})

    def acting_for(self, obj: models.Model, by: Any) -> Any:
        """In whose place `by` acts on `obj`: what a verb that records around a move gives to `recorded`."""
        return self._acting_for(obj, by) if self._acting_for else None

    def _take(self, obj: models.Model, move: Move, by: Any, reason: str, facts: Mapping[str, Any]) -> None:
        if self.state(obj) not in move.source:
            raise MoveRefused(self.refusal(obj, move))
        require(by, move.needs, obj)
        if words := self._obstacle(obj, move, by):
            raise MoveRefused(f"cannot {self._words(move)}: {words}")
        if move.asks_reason and not reason.strip():
            raise MoveRefused(f"say why: a reason is needed to {self._words(move)}")
        setattr(obj, self.field, move.target or self.state(obj))
        for field, value in facts.items():
            setattr(obj, field, value)
        obj.save(update_fields=[self.field, *facts])
        if move.after is not None:
            move.after(obj, by, reason)
        moved.send(type(obj), obj=obj, move=move.name, by=by, reason=reason)

    def refusal(self, obj: models.Model, move: Move, user: Any = None) -> str:
        """Why `move` does not go now, in words; for `user`, where that matters."""
        if self.state(obj) in move.source and (words := self._obstacle(obj, move, user)):
            return f"cannot {self._words(move)}: {words}"
        now = self.states(self.state(obj)).label
        return f"cannot {self._words(move)}: it is already {now}"

    def outcome(self, move: Move, obj: models.Model | None = None) -> str:
        """What is said once the move is taken: its own words, or the state that it leads to."""
        state = move.target or (self.state(obj) if obj is not None else "")
        return move.done or (str(self.states(state).label) if state else "done")

    @staticmethod
    def _obstacle(obj: models.Model, move: Move, user: Any) -> str:
        return (move.absent(obj, user) if move.absent else "") or (move.blocked(obj) if move.blocked else "")

    def diagram(self) -> str:
        """The moves as a Mermaid state diagram, for the documentation."""
        lines = ["stateDiagram-v2"]
        for move in self.moves:
            lines += [f"    {source} --> {move.target or source}: {move.name}" for source in move.source]
        return "\n".join(lines)

    def _words(self, move: Move) -> str:
        return (move.label or move.name.replace("_", " ")).lower()
