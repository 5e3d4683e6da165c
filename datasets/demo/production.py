"""One dataset: its path, built level by level, and its size, which follows from luminosity and cross-section."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from types import MappingProxyType

from datasets.catalogue.choices import DatasetState
from datasets.catalogue.paths import DatasetPath
from datasets.demo.campaigns import Campaign
from datasets.demo.runs import EventClass

Levels = Mapping[str, str]
"""Levels of a path, by their field in `DatasetPath`."""

AS_USUAL: Levels = MappingProxyType({})
_MC: Levels = {"top": "MC", "stream": "s00", "energy": "4S", "data_level": "mdst"}
_DATA: Levels = {"top": "Data", "energy": "4S", "data_level": "mdst"}
_FILE_SIZE = 2_000_000_000
_SKIM_KEPT = 0.06
_SKIM_GROWTH = 1.4
_WITHDRAWN = ("MC8", "MC9")


@dataclass(frozen=True, slots=True)
class Dataset:
    """`luminosity` is the integrated one of data, the equivalent one of generic MC, in fb⁻¹; 0 for signal."""

    levels: DatasetPath
    files: int
    events: int
    size: int
    luminosity: float
    registered_on: date
    state: str = DatasetState.GOOD

    @property
    def path(self) -> str:
        """The path, which is the key."""
        return self.levels.path


@dataclass(slots=True)
class Writer:
    """Writes the datasets of one campaign, all on its first day; productions are numbered as they are opened."""

    campaign: Campaign
    today: date
    _number: int = 0

    def production(self) -> str:
        """The next production id."""
        self._number += 1
        return f"prod{self.campaign.first_production + self._number:08}"

    def mc(
        self, prod: str, exp: int, kind: EventClass, lumi: float, levels: Levels = AS_USUAL, run: int = 0
    ) -> Dataset:
        """A dataset of simulated events for `lumi` fb⁻¹; `levels` say where the path is not as usual."""
        levels = {**_MC, "event_type": kind.name, **levels}
        return self._dataset(prod, exp, run, kind.events(lumi), kind.event_size, lumi, levels)

    def data(
        self, prod: str, exp: int, kind: EventClass, lumi: float, levels: Levels = AS_USUAL, run: int = 0
    ) -> Dataset:
        """A dataset of recorded events; the general skim is `kind` unless `levels` say otherwise."""
        levels = {**_DATA, "general_skim": kind.name, **levels}
        return self._dataset(prod, exp, run, kind.events(lumi), kind.event_size, lumi, levels)

    def signal(self, exp: int, event_type: str, events: int, levels: Levels = AS_USUAL) -> Dataset:
        """A dataset of signal events, a production of its own."""
        levels = {**_MC, "event_type": event_type, **levels}
        return self._dataset(self.production(), exp, 0, events, 12.0, 0.0, levels)

    def _dataset(
        self, prod: str, exp: int, run: int, events: int, kilobytes: float, lumi: float, levels: Levels
    ) -> Dataset:
        skimmed = "skim_code" in levels
        if skimmed:
            events, kilobytes = max(1, int(events * _SKIM_KEPT)), kilobytes * _SKIM_GROWTH
        size = int(events * kilobytes * 1000)
        usual = {
            "release": self.campaign.releases[-1 if skimmed or exp % 2 else 0],
            "db": f"DB{self.campaign.tag:08}",
            "campaign": self.campaign.name,
            "prod": prod,
            "exp": f"e{exp:04}",
            "run": f"r{run:05}",
        }
        return Dataset(
            levels=DatasetPath(**{**usual, **levels}),
            files=max(1, ceil(size / _FILE_SIZE)),
            events=events,
            size=size,
            luminosity=lumi,
            registered_on=self.campaign.registered_on(self.today, 0),
            state=DatasetState.WITHDRAWN if self.campaign.name in _WITHDRAWN else DatasetState.GOOD,
        )
