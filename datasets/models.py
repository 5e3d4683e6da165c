"""Hub: the models of the datasets slices (Django finds them here)."""

from datasets.calibration.models import Calibration
from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset, DatasetCell
from datasets.collections.models import Collection, CollectionMember
from datasets.globaltags.models import GlobalTag, Payload, PayloadIov, TagChain
from datasets.luminosity.models import (
    BeamEnergy,
    Experiment,
    GoodRunList,
    ListedRuns,
    ReferenceLuminosity,
    Run,
    RunLuminosity,
)
from datasets.skims.models import Skim, SkimRevision, SkimStatistic

__all__ = [
    "BeamEnergy",
    "Calibration",
    "Campaign",
    "Collection",
    "CollectionMember",
    "Dataset",
    "DatasetCell",
    "Experiment",
    "GlobalTag",
    "GoodRunList",
    "ListedRuns",
    "Payload",
    "PayloadIov",
    "ReferenceLuminosity",
    "Run",
    "RunLuminosity",
    "Skim",
    "SkimRevision",
    "SkimStatistic",
    "TagChain",
]
