"""Hub: the models of the datasets slices (Django finds them here)."""

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection, CollectionMember
from datasets.globaltags.models import GlobalTag, Payload, PayloadIov, TagChain
from datasets.skims.models import Skim

__all__ = [
    "Campaign",
    "Collection",
    "CollectionMember",
    "Dataset",
    "GlobalTag",
    "Payload",
    "PayloadIov",
    "Skim",
    "TagChain",
]
