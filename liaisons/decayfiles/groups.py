"""The physics working group in the header of a decay file, from dozens of spellings to a dozen groups.

What the author wrote is always kept beside what is understood, so that a reading can be undone.
Source: the groups that own skims and decay files in basf2.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

UNASSIGNED = "UNASSIGNED"
GROUPS: dict[str, str] = {
    "SL": "Semileptonic and missing energy",
    "EWP": "Radiative and electroweak penguins",
    "TDCPV": "Time-dependent CP violation",
    "BHADRONIC": "Hadronic B decays (charm or charmless not stated)",
    "BTOCHARM": "Hadronic B decays to charm",
    "BTOCHARMLESS": "Charmless hadronic B decays",
    "QUARKONIUM": "Quarkonium",
    "BOTTOMONIUM": "Bottomonium",
    "CHARM": "Charm",
    "TAU": "Tau",
    "DARK": "Dark sector and low multiplicity",
    "SYSTEMATICS": "Systematics and performance",
    UNASSIGNED: "Unassigned",
}
# Spellings with letters and digits only, lower case, without “WG”, “group” and the like.
_SPELLINGS: dict[str, tuple[str, ...]] = {
    spelling: tuple(codes.split())
    for codes, spellings in {
        "SL": "sl slme semileptonic semilep semileptonicandmissingenergy missingenergy leptonic",
        "EWP": "ewp penguin penguins radiative electroweakpenguin electroweakpenguins radiativeandelectroweakpenguins",
        "TDCPV": "tdcpv tdpcv tcpv tdcp timedependentcpv timedependentcpviolation",
        "BHADRONIC": "bhadronic b2hadronic btohadronic hadronic had hadronicb hadronicbdecay hadronicbdecays",
        "BTOCHARM": "btocharm b2charm btoc hadronicbtocharm hadronicb2charm hadronicbdecaytoopencharm "
        "hadronicbdecaystoopencharm btoopencharm",
        "BTOCHARMLESS": "btocharmless b2charmless charmless hadronicbtocharmless charmlesshadronicb",
        "BTOCHARM BTOCHARMLESS": "btocharm(less) b2charm(less) hadronicbtocharm(less) hadronicb2charm(less)",
        "QUARKONIUM": "quarkonium quarkonia charmonium charmonia onia",
        "BOTTOMONIUM": "bottomonium bottomonia",
        "QUARKONIUM BOTTOMONIUM": "y(ns)andquarkonium(like) upsilon(ns)andquarkonium(like)",
        "CHARM": "charm charmphysics",
        "TAU": "tau tauphysics",
        "DARK": "dark darksector dslm lowmultiplicity lowmult darksectorandlowmultiplicity darksectorlowmultiplicity",
        "SYSTEMATICS": "systematics performance tracking pid neutrals",
    }.items()
    for spelling in spellings.split()
}
_NOISE = re.compile(r"\b(?:physics|working|wg|group|sub-?group)\b")
_SEPARATOR = re.compile(r"[,;/&|+]|\band\b")
_MOST_PARTS = 8  # separators looked at; the rest of an absurdly long value is one unknown part
_ALIKE = 0.85  # similarity of a spelling that is still understood; below it “BToX” would match its neighbours


@dataclass(frozen=True, slots=True)
class GroupReading:
    """Working groups as understood and as written.

    `codes` are keys of GROUPS in the order written, (UNASSIGNED,) when there is none; `unknown` are the parts that
    match no group; `guessed` tells that a part was understood by likeness only.
    """

    codes: tuple[str, ...]
    written: str
    unknown: tuple[str, ...] = ()
    guessed: bool = False

    @property
    def is_as_named(self) -> bool:
        """Whether the header holds the codes themselves."""
        return self.written.casefold() == ", ".join(self.codes).casefold()


def read_groups(written: str) -> GroupReading:
    """Understand the value of the header PhysicsWG."""
    text = written.strip()
    whole, _ = _codes(text)
    if whole:
        return GroupReading(whole, text)
    codes: list[str] = []
    unknown: list[str] = []
    guessed = False
    parts = [part.strip() for part in _SEPARATOR.split(text.casefold(), maxsplit=_MOST_PARTS)]
    for part in filter(None, parts):
        found, by_likeness = _codes(part, guess=True)
        guessed |= by_likeness
        codes.extend(found)
        if not found and _key(part):
            unknown.append(part)
    return GroupReading(tuple(dict.fromkeys(codes)) or (UNASSIGNED,), text, tuple(unknown), guessed)


def _key(text: str) -> str:
    """Letters and digits of a spelling; brackets stay where they change the meaning, as in BtoCharm(less)."""
    text = _NOISE.sub(" ", text.casefold())
    return re.sub(r"[^a-z0-9()]", "", text)


def _codes(text: str, *, guess: bool = False) -> tuple[tuple[str, ...], bool]:
    key = _key(text)
    if key in _SPELLINGS or not guess:
        return _SPELLINGS.get(key, ()), False
    near = difflib.get_close_matches(key[:60], _SPELLINGS, n=1, cutoff=_ALIKE) if len(key) >= 4 else []
    return (_SPELLINGS[near[0]], True) if near else ((), False)
