"""What any path below ``/belle`` names: a dataset, a file of one, a collection, or somebody's own area.

Background, raw data, user and group space do not follow the grammar of datasets and are never refused for it; they are
classified by the scope map of the storage system, which goes by the first levels of the path. A dataset is stored in
datablocks ``sub00, sub01, …`` of at most 1000 files ``<level>_<6>_prod<8>_task<n>.root``.
Source: the scope map of Rucio's Belle II policy; the gbasf2 pages of the Belle II online book.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from datasets.catalogue.paths import DATA_LEVELS, DatasetPath, explained, is_dataset, parse, unusable


class Kind(enum.StrEnum):
    """What a path below /belle names."""

    DATASET = "dataset"
    DATABLOCK = "datablock"
    FILE = "file"
    COLLECTION = "collection"
    BACKGROUND = "background"
    RAW = "raw"
    USER = "user"
    GROUP = "group"
    TEST = "test"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of ``udst_000001_prod00019339_task72546000001.root``."""

    data_level: str
    number: int
    production: int
    task: int


_FILE_NAME = re.compile(rf"({'|'.join(DATA_LEVELS)})_([0-9]{{6}})_prod([0-9]{{8}})_task([0-9]{{1,18}})\.root")


def file_name(text: str) -> FileName | None:
    """The facts in the name of an official file; None for other names."""
    match = _FILE_NAME.fullmatch(text)
    return FileName(match[1], int(match[2]), int(match[3]), int(match[4])) if match else None


@dataclass(frozen=True, slots=True)
class Place:
    """A path with its kind and its storage scope.

    `dataset` is set for an official dataset and for its datablocks and files. `owner` is the user or the working group
    in whose area the path lies. `datablock` (sub00) and `file_name` are "" where the path stops above them.
    """

    path: str
    kind: Kind
    scope: str
    dataset: DatasetPath | None = None
    owner: str = ""
    datablock: str = ""
    file_name: str = ""

    @property
    def file(self) -> FileName | None:
        """The facts in the name of an official file; None for other names."""
        return file_name(self.file_name)


# First levels below /belle/MC and /belle/Data whose content is not laid out by the grammar of datasets.
_MC_AREAS = ("BG", "generic", "log", "mcprod", "cert", "dirac", "dr3", "hideki", "merge", "migration", "skim", "test")
_DATA_AREAS = ("fab", "skim")
# Beginnings of that level that are kept for good; all others are temporary space.
_MC_KEPT = ("BG", "build", "generic", "log", "mcprod", "prerelease", "release")
# Campaigns below /belle/Data/proc written before the convention of proc11: temporary space.
_OLD_CONVENTION = re.compile(
    r"proc(?:7b|8b|9|10|10Valid)|Bucket(?:4|6test)|bucket[67]|Skim(?:P10|P11|B9|B10|B11)x1"
    r"|SKIMDATAx1|GCR2c|prod6b|prod00000007"
)
_TOPS = {
    "BG": (Kind.BACKGROUND, "data"),
    "Raw": (Kind.RAW, "raw"),
    "hRaw": (Kind.RAW, "hraw"),
    "collection": (Kind.COLLECTION, "collection"),
    "mock": (Kind.TEST, "mock"),
}
_TEST_AREAS = ("/belle/ddm/functional_tests/", "/belle/ddm/tests/", "/belle/test/ddm_test")
_BELOW_DATASET = re.compile(r"(?P<dataset>.+)/(?P<datablock>sub[0-9]{2,4})(?:/(?P<file>[^/]+))?")


def classify(path: str) -> Place:
    """Say what a path below /belle names.

    Raises PathError when no path can look like this, or when it lies among the official datasets and breaks their
    grammar: a misspelt level must not pass as somebody's own area.
    """
    if is_dataset(path):
        return Place(path, Kind.DATASET, _official_scope(path.split("/")), parse(path))
    if (problem := unusable(path)) is not None:
        raise problem
    parts = path.split("/")
    return _official(path, parts) if parts[2] in ("MC", "Data", "data") else _elsewhere(path, parts)


def _official(path: str, parts: list[str]) -> Place:
    """A path below /belle/MC or /belle/Data that is not a dataset itself."""
    scope = _official_scope(parts)
    area = parts[3] if len(parts) > 3 else ""
    if parts[2] == "MC":
        apart = area.startswith(_MC_AREAS) or area in ("fab", "build")
    else:
        apart = area in _DATA_AREAS or (area == "proc" and len(parts) > 4 and parts[4].startswith("fab"))
    if apart:
        kind = Kind.BACKGROUND if area.startswith("BG") else Kind.OTHER
        return Place(path, kind, scope, file_name=_root_file(parts))
    if (below := _BELOW_DATASET.fullmatch(path)) is None:
        raise explained(path)
    kind = Kind.FILE if below["file"] else Kind.DATABLOCK
    dataset = parse(below["dataset"])
    return Place(path, kind, scope, dataset, datablock=below["datablock"], file_name=below["file"] or "")


def _official_scope(parts: list[str]) -> str:
    """Scope of a path below /belle/MC or /belle/Data."""
    area = parts[3] if len(parts) > 3 else ""
    if parts[2] == "MC":
        return "mc" if area.startswith(_MC_KEPT) else "mc_tmp"
    if area == "proc" and len(parts) > 4 and "release" in parts[4]:
        return "data_tmp" if len(parts) > 7 and _OLD_CONVENTION.fullmatch(parts[6]) else "data"
    return "data" if "release" in area else "data_tmp"


def _elsewhere(path: str, parts: list[str]) -> Place:
    """A path outside the official tree."""
    top, file_name = parts[2], _root_file(parts)
    if top in ("user", "group"):
        owner = _owner(top, parts[3:])
        return Place(path, Kind(top), f"{top}.{owner}" if owner else top, owner=owner, file_name=file_name)
    if path.startswith(_TEST_AREAS):
        return Place(path, Kind.TEST, "test", file_name=file_name)
    kind, scope = _TOPS.get(top, (Kind.OTHER, "other"))
    return Place(path, kind, scope, file_name=file_name)


def _owner(top: str, below: list[str]) -> str:
    """Users live under their name or under its first letter, working groups one level below their kind."""
    first, second = [*below, "", ""][:2]
    if top == "group":
        return second
    return second if len(first) == 1 and second else first


def _root_file(parts: list[str]) -> str:
    return parts[-1] if parts[-1].endswith(".root") else ""
