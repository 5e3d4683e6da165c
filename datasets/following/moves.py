"""What the moves of others tell: of collections, datasets, campaigns and skims."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.utils import timezone

from datasets.campaigns.choices import CampaignState
from datasets.campaigns.models import Campaign
from datasets.catalogue.choices import DatasetState
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.collections.queries import before, difference
from datasets.following.choices import NewsKind
from datasets.following.models import Follow
from datasets.following.news import announce
from datasets.skims.importers import SkimImporter
from datasets.skims.models import Skim, SkimRevision
from portal.importing import written
from portal.lifecycle import moved


@receiver(moved, sender=Collection)
def tell_of_collection(obj: Collection, move: str, reason: str, **rest: Any) -> None:
    """One sentence for each move; that a version is superseded is told by the version that replaces it."""
    tell = {"publish": _published, "supersede": _superseded, "withdraw": _withdrawn}.get(move)
    if tell is not None:
        why = reason.strip() or (obj.reason.strip() if move == "publish" else "")
        tell(obj, f" {why}" if why else "")


def _published(made: Collection, reason: str) -> None:
    older, text = before(made), f"{made} is published."
    if older is not None:
        found = difference(older, made)
        text = (
            f"{made} is published and replaces {older}: "
            f"{found.added[0]:,} datasets more, {found.removed[0]:,} less, {found.unchanged[0]:,} as before."
        )
    announce(
        kind=NewsKind.PUBLISHED,
        key=f"collection:{made.pk}:publish",
        text=text + reason,
        address=made.get_absolute_url(),
        subjects=[made],
    )


def _superseded(old: Collection, reason: str) -> None:
    new = old.superseded_by
    if new is not None and (new.data_type, new.family) == (old.data_type, old.family):
        return
    announce(
        kind=NewsKind.SUPERSEDED,
        key=f"collection:{old.pk}:supersede",
        text=f"{old} is superseded{f' by {new}' if new else ''}.{reason}",
        address=(new or old).get_absolute_url(),
        subjects=[old],
    )


def _withdrawn(gone: Collection, reason: str) -> None:
    announce(
        kind=NewsKind.WITHDRAWN,
        key=f"collection:{gone.pk}:withdraw",
        text=f"{gone} is withdrawn; do not use it.{reason}",
        address=gone.get_absolute_url(),
        subjects=[gone],
    )


@receiver(moved, sender=Dataset)
def tell_of_dataset(obj: Dataset, reason: str, **rest: Any) -> None:
    """A person set the state of a dataset, for all who use a sample that holds it; a state may come again."""
    announce(
        kind=NewsKind.WITHDRAWN if obj.state == DatasetState.WITHDRAWN else NewsKind.DATASET,
        key=f"dataset:{obj.pk}:{timezone.now().isoformat()}",
        text=f"{obj} is now {DatasetState(obj.state).label}.{f' {reason.strip()}' if reason.strip() else ''}",
        address=obj.get_absolute_url(),
        subjects=[obj],
    )


@receiver(moved, sender=Campaign)
def tell_of_campaign(obj: Campaign, reason: str, **rest: Any) -> None:
    """A campaign came into another state; the same state may come again, and is told again."""
    announce(
        kind=NewsKind.CAMPAIGN,
        key=f"campaign:{obj.pk}:{timezone.now().isoformat()}",
        text=f"{obj} is now {CampaignState(obj.state).label}.{f' {reason.strip()}' if reason.strip() else ''}",
        address=obj.get_absolute_url(),
        subjects=[obj],
    )


@receiver(written, sender=SkimImporter)
def tell_of_skims(**rest: Any) -> None:
    """What a registry changed about skims that somebody follows: another meaning of the code, or a successor."""
    followed = Skim.objects.filter(Exists(Follow.objects.filter(skim=OuterRef("pk"))))
    today = timezone.localdate()
    for revision in SkimRevision.objects.filter(skim__in=followed, until=today).select_related("skim"):
        skim = revision.skim
        announce(
            kind=NewsKind.SKIM,
            key=f"skim-revision:{revision.pk}",
            text=f"The code {skim.code} means {skim.name} from {revision.until} on; before it was {revision.name}.",
            address=skim.get_absolute_url(),
            subjects=[skim],
        )
    for skim in followed.exclude(replaced_by=None).select_related("replaced_by"):
        announce(
            kind=NewsKind.SKIM,
            key=f"skim:{skim.pk}:replaced:{skim.replaced_by_id}",
            text=f"{skim} is replaced by {skim.replaced_by}.",
            address=skim.get_absolute_url(),
            subjects=[skim],
        )
