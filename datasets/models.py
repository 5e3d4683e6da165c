"""Hub: the models of the datasets slices (Django finds them here)."""

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import (
    CompleteDump,
    CuratedValue,
    Dataset,
    DatasetCell,
    DeclaredValue,
    Replica,
)
from datasets.collections.models import Collection, CollectionMember
from datasets.feeds.models import Feed
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
from datasets.skims.models import Skim, SkimRevision

__all__ = [
    "BeamEnergy",
    "Campaign",
    "Collection",
    "CollectionMember",
    "CompleteDump",
    "CuratedValue",
    "Dataset",
    "DatasetCell",
    "DeclaredValue",
    "Experiment",
    "Feed",
    "GlobalTag",
    "GoodRunList",
    "ListedRuns",
    "Payload",
    "PayloadIov",
    "ReferenceLuminosity",
    "Replica",
    "Run",
    "RunLuminosity",
    "Skim",
    "SkimRevision",
    "TagChain",
]
