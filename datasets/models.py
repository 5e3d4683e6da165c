"""Hub: the models of the datasets slices (Django finds them here)."""

from datasets.calibration.models import Calibration
from datasets.campaigns.models import Campaign
from datasets.catalogue.models import (
    CompleteDump,
    CuratedValue,
    Dataset,
    DatasetCell,
    DatasetMark,
    DeclaredValue,
    Replica,
)
from datasets.collections.models import Collection, CollectionMember
from datasets.eventtypes.models import EventType
from datasets.feeds.models import Feed
from datasets.following.models import Analysis, Follow, Horizon, News, Reader, Reading, SavedSearch, Use
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
from datasets.skims.models import Skim, SkimRevision, SkimStatistic

__all__ = [
    "Analysis",
    "BeamEnergy",
    "Calibration",
    "Campaign",
    "Collection",
    "CollectionMatch",
    "CollectionMember",
    "CompleteDump",
    "CuratedValue",
    "Dataset",
    "DatasetCell",
    "DatasetMark",
    "DeclaredValue",
    "EventType",
    "Experiment",
    "Feed",
    "Follow",
    "GlobalTag",
    "GoodRunList",
    "Horizon",
    "ListedRuns",
    "News",
    "Notice",
    "NoticeMatch",
    "Payload",
    "PayloadIov",
    "Reader",
    "Reading",
    "ReferenceLuminosity",
    "Replica",
    "Run",
    "RunLuminosity",
    "SavedSearch",
    "Skim",
    "SkimRevision",
    "SkimStatistic",
    "TagChain",
    "Unmatched",
    "Use",
]
