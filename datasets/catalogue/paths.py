"""The grammar of dataset paths (LPN).

A dataset is known by its path and by nothing else, so every level is kept verbatim and the path is rebuilt from them
byte for byte; numbers and labels are read from the text, never stored instead of it. They come in two shapes::

    /belle/MC/<release>/DB<8>/<campaign>/prod<8>[/s<2>]/e<4>/<energy>/r<5>/<event type>[/<skim code>][/<data level>]
    /belle/Data[/proc]/<release>/DB<8>/<campaign>/prod<8>/e<4>/<energy>/r<5>[/<general skim>][/<skim code>]/<data level>

What other paths below ``/belle`` name is told by `datasets.catalogue.places`. Source: the gbasf2 pages of the Belle II
online book, and the irregular paths found in published lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DATA_LEVELS = ("mdst", "udst", "cdst", "raw", "hraw", "beambg")
LONGEST_PATH = 1018  # bytes; the column of the dataset catalogue
_SHOWN = 60  # characters of a wrong level that a message repeats


class PathError(ValueError):
    """A path that is not what it must be: `position` counts levels from 1 (``belle``), 0 is the path as a whole."""

    def __init__(self, position: int, level: str, message: str) -> None:
        super().__init__(position, level, message)
        self.position, self.level, self.message = position, level, message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the grammar: the field that keeps its text, its name and its rule in words, its pattern."""

    field: str
    name: str
    rule: str
    pattern: str
    optional: bool = False


_ENDS = r"(?![^/])"  # the level ends here: what follows, if anything, is a slash
_ANY_LEVEL = "(?:" + "|".join(DATA_LEVELS) + ")"
_NO_LEVEL = f"(?!{_ANY_LEVEL}{_ENDS})"

_HEAD = (
    Level("release", "release", "e.g. release-06-01-08", r"(?:pre)?(?:release|build|fab)[\w.+-]{1,50}"),
    Level("db", "global tag", "DB and eight digits, e.g. DB00003307", r"DB[0-9]{8}"),
    Level("campaign", "campaign", "e.g. MC15rd_b or proc13", r"[A-Za-z][\w.-]{0,63}"),
    Level("prod", "production", "prod and eight digits, e.g. prod00027816", r"prod[0-9]{8}"),
)
_CONDITIONS = (
    Level("exp", "experiment", "e and four digits, e.g. e0018", r"e[0-9]{4}"),
    Level(
        *("energy", "beam energy", "a label such as 4S_offres, or MeV such as 10810"),
        rf"(?:[0-9]{{4,5}}|(?![0-9]+{_ENDS})[0-9A-Za-z]\w{{0,15}})",
    ),
    Level("run", "run", "r and five digits, e.g. r00793, or the placeholder %r", r"(?:r[0-9]{5}|%r)"),
)
_EVENT_TYPE = Level(
    *("event_type", "event type", "a name such as uubar or a code of ten characters"),
    rf"{_NO_LEVEL}(?:[A-Za-z]\w{{0,63}}|[0-9]{{8,10}}[0-9a-z])",
)
_GENERAL_SKIM = Level("general_skim", "general skim", "hadron or all", rf"{_NO_LEVEL}[A-Za-z]\w{{0,15}}", optional=True)
_SKIM_CODE = Level("skim_code", "skim code", "eight digits, e.g. 14120601", r"[0-9]{8}", optional=True)
_DATA_LEVEL = ("data_level", "data level", "one of " + ", ".join(DATA_LEVELS), _ANY_LEVEL)

MC = (
    Level("top", "data type", "MC", r"MC"),
    *_HEAD,
    Level("stream", "stream", "s and two digits, e.g. s00", r"s[0-9]{2}", optional=True),
    *_CONDITIONS,
    *(_EVENT_TYPE, _SKIM_CODE, Level(*_DATA_LEVEL, optional=True)),
)
DATA = (
    Level("top", "data type", "Data", r"[Dd]ata"),  # scripts in the field write it in lower case, too
    Level("proc_level", "old extra level", "proc", r"proc", optional=True),
    *(*_HEAD, *_CONDITIONS),
    *(_GENERAL_SKIM, _SKIM_CODE, Level(*_DATA_LEVEL)),
)


def _pattern(levels: tuple[Level, ...]) -> str:
    return "".join(f"(?:/({level.pattern}))?" if level.optional else f"/({level.pattern})" for level in levels)


_DATASET = re.compile(f"/belle(?:{_pattern(MC)}|{_pattern(DATA)})", re.ASCII)
_MC_FIELDS = tuple(level.field for level in MC)
_DATA_FIELDS = tuple(level.field for level in DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPath:
    """An official dataset path. Fields hold the text of each level ("" when absent); properties are what it means."""

    top: str
    proc_level: str = ""
    release: str
    db: str
    campaign: str
    prod: str
    stream: str = ""
    exp: str
    energy: str
    run: str
    general_skim: str = ""
    event_type: str = ""
    skim_code: str = ""
    data_level: str = ""

    @property
    def path(self) -> str:
        """The path these levels were read from."""
        head = (self.top, self.proc_level, self.release, self.db, self.campaign, self.prod, self.stream)
        tail = (self.exp, self.energy, self.run, self.general_skim, self.event_type, self.skim_code, self.data_level)
        return "/belle/" + "/".join(filter(None, head + tail))

    @property
    def data_type(self) -> str:
        """``mc`` or ``data``, as the catalogue writes it."""
        return self.top.lower()

    @property
    def global_tag(self) -> int:
        """Id in the conditions database of the first global tag of the chain (DB00003307 is tag 3307)."""
        return int(self.db[2:])

    @property
    def production(self) -> int:
        """Id of the production that wrote the dataset."""
        return int(self.prod[4:])

    @property
    def stream_number(self) -> int | None:
        """Stream slot of MC, None where the path has none; the streams of a production are a parameter of it."""
        return int(self.stream[1:]) if self.stream else None

    @property
    def experiment(self) -> int:
        """0 nominal, 1002 phase 2, 1003 and 1004 run-independent Run 1 and Run 2; others as taken."""
        return int(self.exp[1:])

    @property
    def energy_mev(self) -> int | None:
        """Centre-of-mass energy in MeV where the path gives a number; None where it gives a label."""
        return int(self.energy) if self.energy.isdigit() else None

    @property
    def energy_label(self) -> str:
        """The label (4S, 4S_offres, …) where the path gives one, else "". Both may name the same physics."""
        return "" if self.energy.isdigit() else self.energy

    @property
    def run_number(self) -> int | None:
        """The run; 0 means merged or not applicable; None is the placeholder of a production configuration."""
        return None if self.run == "%r" else int(self.run[1:])


def is_dataset(path: str) -> bool:
    """Whether the path follows the grammar of official datasets."""
    return len(path) <= LONGEST_PATH and _DATASET.fullmatch(path) is not None


def parse(path: str) -> DatasetPath:
    """Read an official dataset path.

    Raises PathError, which names the first level that is wrong and what is expected there.
    """
    match = _DATASET.fullmatch(path)
    if match is None or len(path) > LONGEST_PATH:
        raise explained(path)
    groups, mc = match.groups(""), len(_MC_FIELDS)
    if groups[0]:
        return DatasetPath(**dict(zip(_MC_FIELDS, groups[:mc], strict=True)))
    return DatasetPath(**dict(zip(_DATA_FIELDS, groups[mc:], strict=True)))


def explained(path: str) -> PathError:
    """Where a path that is no official dataset path leaves the grammar: the first wrong level, in words."""
    if (problem := unusable(path)) is not None:
        return problem
    parts = path.split("/")[1:]
    levels = {"MC": MC, "Data": DATA, "data": DATA}.get(parts[1])
    if levels is None:
        return PathError(
            2, "data type", f"{_quoted(parts[1])} is not the data type of an official dataset: MC or Data."
        )
    position, pending = 1, []
    for level in levels:
        pending.append(level)
        if position < len(parts) and re.fullmatch(level.pattern, parts[position], re.ASCII):
            position, pending = position + 1, []
        elif not level.optional:
            break
    return _mismatch(position, parts, pending)


def _mismatch(position: int, parts: list[str], expected: list[Level]) -> PathError:
    """What stands at a position (from 0) where one of the expected levels, or nothing more, should stand."""
    name = expected[-1].name if expected else "end"
    before = f" after {_quoted(parts[position - 1])}"
    wanted = " or ".join(f"{level.name} ({level.rule})" for level in expected) or "nothing more"
    if position >= len(parts):
        message = f"The path ends{before}; expected there: {wanted}."
    elif not parts[position]:
        where = "ends with a slash" if position == len(parts) - 1 else "has two slashes in a row"
        message = f"The path {where}{before}."
    else:
        message = f"{_quoted(parts[position])} does not fit{before}; expected there: {wanted}."
    return PathError(position + 1, name, message)


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"


def unusable(path: str) -> PathError | None:
    """Why a text cannot be a path below ``/belle`` whatever it names; None when it can."""
    if not path.strip():
        return PathError(0, "path", "The path is empty.")
    if (size := len(path.encode(errors="replace"))) > LONGEST_PATH:
        return PathError(0, "path", f"The path has {size} bytes; the catalogue takes {LONGEST_PATH}.")
    if path != path.strip() or not path.isprintable():
        return PathError(0, "path", "The path has a blank at an end, or a character in it that cannot be printed.")
    if not path.startswith("/belle/") or path == "/belle/":
        return PathError(1, "belle", "A path on the grid starts with /belle/ and names something below it.")
    return None
