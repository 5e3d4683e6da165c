"""The decays of an EvtGen file: whether its blocks are complete, and which final states its signal has.

Only what a check of the event type needs is read: aliases, charge conjugates, decay blocks with their daughters. The
meaning of models and the sum of fractions belong to the generator. A final state is stated where the file fixes it; an
inclusive decay, or one that the general decay table would supply, leaves it open. Source: the EvtGen user guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from liaisons.decayfiles.findings import Finding, error, note

_MODEL = re.compile(r"(?=.*[A-Z]{2})[A-Z][A-Z0-9_-]+")  # PHSP, SVP_HELAMP, but not K_S0
_INCLUSIVE = ("PYTHIA", "JETSET", "LUNDAREALAW")
_B_MESONS = frozenset(("B0", "anti-B0", "B+", "B-"))
_MOST_STATES, _DEEPEST = 64, 12  # of one particle; beyond it the final state is left open


class FinalState(NamedTuple):
    """What one decay leads to. Tracks from K_S and Λ are kept apart, as the convention is not followed by all.

    `open_tracks` and `open_neutrals` count particles whose charged or neutral daughters the file does not fix.
    """

    tracks: int = 0
    strange_tracks: int = 0
    photons: int = 0
    pi0s: int = 0
    etas: int = 0
    k_shorts: int = 0
    k_longs: int = 0
    lambdas: int = 0
    neutrons: int = 0
    open_tracks: int = 0
    open_neutrals: int = 0

    def plus(self, other: FinalState) -> FinalState:
        return FinalState(*map(sum, zip(self, other, strict=True)))


_TRACK, _NOTHING = FinalState(tracks=1), FinalState()
_LEAVES = {
    **dict.fromkeys(["pi+", "pi-", "K+", "K-", "p+", "anti-p-", "mu+", "mu-", "e+", "e-"], _TRACK),
    **dict.fromkeys(["nu_e", "nu_mu", "nu_tau", "anti-nu_e", "anti-nu_mu", "anti-nu_tau"], _NOTHING),
    "gamma": FinalState(photons=1),
    "pi0": FinalState(pi0s=1),
    "K_L0": FinalState(k_longs=1),
    "n0": FinalState(neutrons=1),
    "anti-n0": FinalState(neutrons=1),
}
_STRANGE = {
    "K_S0": FinalState(k_shorts=1),
    **dict.fromkeys(("Lambda0", "anti-Lambda0"), FinalState(lambdas=1)),
}


_OPEN_ETA = frozenset((FinalState(etas=1, open_tracks=1),))


class Channel(NamedTuple):
    """One decay channel with a fraction above zero."""

    daughters: tuple[str, ...]
    inclusive: bool


@dataclass(slots=True)
class Body:
    """What the body of a decay file declares, and the findings about its structure."""

    decays: dict[str, list[Channel]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    conjugates: dict[str, str] = field(default_factory=dict)
    mirrored: set[str] = field(default_factory=set)
    companions: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def particle(self, name: str) -> str:
        """The particle behind a name; the general decay table declares an alias with “sig” behind it for most."""
        return self.aliases.get(name) or name.removesuffix("sig")

    def block(self, name: str) -> list[Channel] | None:
        """The channels of a particle, also through CDecay of its charge conjugate."""
        if name in self.decays:
            return self.decays[name]
        if name in self.mirrored:
            return self.decays.get(self.conjugates.get(name) or _conjugate(name))
        return None


def read_body(lines: tuple[str, ...], start: int) -> Body:
    """Read the statements from line `start` (from 1) up to End."""
    body = Body()
    block = _Block(body)
    for number, line in enumerate(lines[start - 1 :], start):
        statement = line.partition("#")[0].strip()
        words = statement.split()
        if not words:
            continue
        if block.ended:
            message = f"The generator stops at End in line {block.ended}; this is not read."
            body.findings.append(note(number, "after-end", message))
            break
        for word in words if ".xml" in statement else ():
            if (companion := word.rstrip(";").removeprefix("./")).endswith(".xml"):
                body.companions.setdefault(companion, number)
        if words[0] in ("Decay", "Enddecay", "End"):
            block.turn(number, *words[:2])
        elif block.mother:
            block.take(statement)
        else:
            _declare(body, words)
    if block.mother:
        block.unclosed()
    if not block.ended:
        body.findings.append(error(len(lines), "end-missing", "The file does not close with End."))
    if not body.decays:
        body.findings.append(error(None, "body-missing", "The file declares no decay."))
    return body


class _Block:
    """The decay block being read: its mother, and a channel that runs over several lines."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.mother, self.opened, self.ended = "", 0, 0
        self._pending: list[str] = []

    def turn(self, number: int, keyword: str, mother: str = "") -> None:
        """Close the block, or open one, or end the file."""
        if self.mother and keyword != "Enddecay":
            self.unclosed()
        elif not self.mother and keyword == "Enddecay":
            self.body.findings.append(error(number, "decay-unopened", "Enddecay closes no Decay."))
        self.mother, self.opened, self._pending = mother if keyword == "Decay" else "", number, []
        self.ended = number if keyword == "End" else 0
        if self.mother:
            self.body.decays.setdefault(self.mother, [])

    def take(self, statement: str) -> None:
        """A line of channels, each closed by a semicolon."""
        *complete, rest = statement.split(";")
        for channel in complete:
            self.body.decays[self.mother] += _channel(" ".join((*self._pending, channel)))
            self._pending = []
        self._pending.append(rest)

    def unclosed(self) -> None:
        message = f"Decay {self.mother[:60]} is not closed by Enddecay."
        self.body.findings.append(error(self.opened, "decay-unclosed", message))


def _declare(body: Body, words: list[str]) -> None:
    match words:
        case ["Alias", name, particle, *_]:
            body.aliases[name] = particle
        case ["ChargeConj", one, other, *_]:
            body.conjugates |= {one: other, other: one}
        case ["CDecay", name, *_]:
            body.mirrored.add(name)


def _channel(text: str) -> list[Channel]:
    """``1.000 K+ pi- PHOTOS PHSP``: a fraction, daughters, model words with parameters. None with fraction zero."""
    if not text.strip():
        return []
    fraction, *words = text.split()
    try:
        if float(fraction) <= 0:
            return []
    except ValueError:
        return [Channel((), inclusive=True)]
    models = [position for position, word in enumerate(words) if _MODEL.fullmatch(word)]
    daughters = tuple(words[: models[0]] if models else words)
    return [Channel(daughters, any(words[position].startswith(_INCLUSIVE) for position in models))]


def _conjugate(name: str) -> str:
    if name.startswith("anti-"):
        return name.removeprefix("anti-")
    if name.endswith(("+", "-", "+sig", "-sig")):
        return name.translate(str.maketrans("+-", "-+"))
    return f"anti-{name}"


def final_states(body: Body) -> frozenset[FinalState] | None:
    """Final states of the signal B mesons; None where the file leaves them open.

    Where the B mesons themselves are given decays, rather than aliases of them, both of an event decay that way, and
    the state is that of the event.
    """
    signal = [name for name in body.decays if body.particle(name) in _B_MESONS]
    solver = _Solver(body)
    if signal and _B_MESONS.issuperset(signal) and body.block(other := _conjugate(signal[0])):
        return solver.together((signal[0], other))
    states = [solver.states(name, 0) for name in signal]
    return frozenset().union(*filter(None, states)) if states and all(states) else None


class _Solver:
    """Follows decays down to what is stable; each particle once."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._known: dict[str, frozenset[FinalState] | None] = {}

    def states(self, name: str, depth: int) -> frozenset[FinalState] | None:
        """All final states of one particle, None when open."""
        if name not in self._known:
            self._known[name] = None  # a particle that decays into itself stays open
            self._known[name] = self._solve(name, depth)
        return self._known[name]

    def _solve(self, name: str, depth: int) -> frozenset[FinalState] | None:
        particle = self.body.particle(name)
        if particle in _LEAVES:
            return frozenset((_LEAVES[particle],))
        inner = self._channels(self.body.block(name) or [], depth) if depth < _DEEPEST else None
        if particle == "eta":
            return frozenset(FinalState(etas=1, tracks=s.tracks) for s in inner or ()) or _OPEN_ETA
        if particle in _STRANGE:
            itself = _STRANGE[particle]
            if not inner:
                return frozenset((itself.plus(FinalState(strange_tracks=2)),))
            return frozenset(
                itself.plus(FinalState(strange_tracks=s.tracks, open_neutrals=s.pi0s + s.photons)) for s in inner
            )
        return inner

    def _channels(self, channels: list[Channel], depth: int) -> frozenset[FinalState] | None:
        """The final states of all channels together."""
        states: set[FinalState] = set()
        for channel in channels:
            found = None if channel.inclusive or not channel.daughters else self.together(channel.daughters, depth + 1)
            if not found or len(states) > _MOST_STATES:
                return None
            states |= found
        return frozenset(states) or None

    def together(self, names: Iterable[str], depth: int = 0) -> frozenset[FinalState] | None:
        """Every state of each particle with every one of the others."""
        combined = {FinalState()}
        for name in names:
            found = self.states(name, depth)
            if not found or len(found) * len(combined) > _MOST_STATES:
                return None
            combined = {one.plus(other) for one in combined for other in found}
        return frozenset(combined)
