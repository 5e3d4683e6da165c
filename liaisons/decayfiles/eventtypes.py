"""The event type of signal MC: ten characters ``g s d c l t n k e u`` that say what is generated.

A character says something only where the convention gives it a meaning; everything else is left open, not guessed.
The last two run through 0-9 and then a-f. Source: the Belle II numbering scheme for decay files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"[0-9]{8}[0-9a-f]{2}")

_GENERAL = {
    "1": "b quarks",
    "2": "c quarks",
    "3": "light quarks or lepton pairs",
    "4": "exotic",
    "5": "particle gun",
    "6": "machine background",
}
_HEAVY = {
    "0": "inclusive",
    "3": "Bs or Ds",
    "4": "J/ψ",
    "5": "Λb or Λc",
    "8": "double c c̄",
    "6": "another b or c resonance",
    "7": "other b b̄ or c c̄",
}
_SELECTION = {
    "1": {**_HEAVY, "1": "B⁰", "2": "B⁺"},
    "2": {**_HEAVY, "1": "D⁺", "2": "D⁰"},
    "3": {
        "1": "u ū",
        "2": "d d̄",
        "3": "s s̄",
        "4": "τ⁺τ⁻",
        "5": "μ⁺μ⁻",
        "6": "e⁺e⁻",
        "7": "γγ",
        "8": "two lepton pairs",
        "9": "other",
    },
}
_TOPOLOGY = {
    "1": "one exclusive decay",
    "2": "one decay through an intermediate state",
    "3": "several decays of the same topology",
    "4": "several decays of different topology",
}
_DECAY = {
    "0": "inclusive",
    "9": "semi-inclusive",
    **_TOPOLOGY,
    **{str(int(digit) + 4): f"{words}, with a neutrino" for digit, words in _TOPOLOGY.items()},
}
_LEPTONS = {
    "0": "no leptons",
    "1": "a muon",
    "2": "an electron",
    "3": "a tau",
    "4": "two muons",
    "5": "two electrons",
    "6": "two taus",
    "7": "one lepton of any flavour",
    "8": "two leptons of any flavour",
    "9": "lepton flavour violation",
}
_NEUTRAL_BITS = {1: "photon", 2: "one π⁰", 4: "two π⁰", 8: "η"}
_HADRON_BITS = {1: "K_S⁰", 2: "K_L⁰", 4: "Λ", 8: "neutron"}
_RESONANCE = {"0": "Υ(4S)", "1": "Υ(1S)", "2": "Υ(2S)", "3": "Υ(3S)", "4": "Υ(5S)", "5": "Υ(6S)"}

NAMES = ("general", "selection", "decay", "charm", "leptons", "tracks", "neutrals", "neutral hadrons", "extra", "user")


@dataclass(frozen=True, slots=True)
class Digit:
    """One character of an event type: its place from 1, its name, and its meaning ("" where none is defined)."""

    position: int
    name: str
    character: str
    meaning: str


@dataclass(frozen=True, slots=True)
class EventType:
    """A decoded event type. `tracks` is capped at 9; the bit sets hold 1, 2, 4, 8 as in the convention."""

    code: str
    digits: tuple[Digit, ...]
    tracks: int
    neutrals: frozenset[int]
    hadrons: frozenset[int]

    @property
    def words(self) -> str:
        """The event type in a sentence; what the convention leaves open is not mentioned."""
        return "; ".join(digit.meaning for digit in self.digits if digit.meaning)

    @property
    def undefined(self) -> tuple[Digit, ...]:
        """Digits whose value the convention does not define."""
        return tuple(digit for digit in self.digits if not digit.meaning)


def is_event_type(text: str) -> bool:
    """Whether the text has the form of an event type: ten characters, the last two of which may be a-f."""
    return _CODE.fullmatch(text) is not None


def decode(code: str) -> EventType:
    """Put an event type into words. Raises ValueError when it does not have the form of one."""
    if not is_event_type(code):
        raise ValueError(f"“{code[:40]}” is not an event type: ten decimal digits, of which the last two may be a-f.")
    g, s, d, c, leptons, t, n, k, e, u = tuple(code)
    neutrals, hadrons = _bits(n), _bits(k)
    meanings = (
        _GENERAL.get(g, ""),
        _SELECTION[g].get(s, "") if g in _SELECTION else f"kind {s}",
        _DECAY.get(d, ""),
        _charm(c),
        _LEPTONS.get(leptons, ""),
        _plural(int(t), "track") + (" or more" if t == "9" else ""),
        _named(neutrals, _NEUTRAL_BITS, "no photon, π⁰ or η"),
        _named(hadrons, _HADRON_BITS, "no long-lived neutral hadron"),
        _extra(g, s, e),
        f"variant {u}",
    )
    digits = tuple(
        Digit(position, name, character, meaning)
        for position, (name, character, meaning) in enumerate(zip(NAMES, code, meanings, strict=True), 1)
    )
    return EventType(code, digits, int(t), neutrals, hadrons)


def _bits(digit: str) -> frozenset[int]:
    """A digit holds bits up to 9 = 8 + 1, so bits 2 and 4 cannot stand beside 8."""
    return frozenset(bit for bit in (1, 2, 4, 8) if int(digit) & bit)


def _named(bits: frozenset[int], names: dict[int, str], none: str) -> str:
    return " and ".join(names[bit] for bit in sorted(bits)) or none


def _plural(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _charm(digit: str) -> str:
    """The convention counts charm content in classes 0 to 6 that it does not name further."""
    return "" if digit > "6" else "no charm" if digit == "0" else f"charm content {digit}"


def _extra(general: str, selection: str, digit: str) -> str:
    """The resonance where b quarks are produced; below B mesons, all from the Υ(4S), it is a second running number."""
    names_resonance = general == "1" and (digit == "0" or selection == "7")
    return f"at the {_RESONANCE[digit]}" if names_resonance and digit in _RESONANCE else f"extra {digit}"
