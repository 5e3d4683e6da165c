"""Hub: the models of the datasets slices (Django finds them here)."""

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
from datasets.notices.models import CollectionMatch, Notice, NoticeMatch, Unmatched
from datasets.skims.models import Skim, SkimRevision

__all__ = [
    "BeamEnergy",
    "Campaign",
    "Collection",
    "CollectionMatch",
    "CollectionMember",
    "Dataset",
    "DatasetCell",
    "Experiment",
    "GlobalTag",
    "GoodRunList",
    "ListedRuns",
    "Notice",
    "NoticeMatch",
    "Payload",
    "PayloadIov",
    "ReferenceLuminosity",
    "Run",
    "RunLuminosity",
    "Skim",
    "SkimRevision",
    "TagChain",
    "Unmatched",
]
