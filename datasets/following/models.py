"""Tables of following, declared use and news. They are personal and have no history: what ends is gone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection
from datasets.following.choices import AnalysisState, Digest, NewsKind
from datasets.skims.models import Skim
from members.groups.models import Group
from portal.ui.addresses import page_url


def _exactly_one(names: Iterable[str], text: str = "") -> Q:
    """One of the references is set, or the text is; never two, never none."""
    tests = {name: Q(**{f"{name}__isnull": False}) for name in names}
    if text:
        tests[text] = ~Q(**{text: ""})
    alone = (
        reduce(lambda made, other: made & ~tests[other], [other for other in tests if other != name], test)
        for name, test in tests.items()
    )
    return reduce(or_, alone)


class Follow(models.Model):
    """A member wants to hear of a dataset, of all versions of a collection, of a campaign, or of a skim."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="+")
    data_type = models.CharField(max_length=12, blank=True, help_text="Of the followed collection.")
    family = models.CharField(max_length=280, blank=True, help_text="The followed collection without its version.")
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="+")
    skim = models.ForeignKey(Skim, models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "follow"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_one_thing", condition=_exactly_one(("dataset", "campaign", "skim"), "family")
            ),
            models.UniqueConstraint(fields=["user", "dataset"], name="follow_dataset_once"),
            models.UniqueConstraint(fields=["user", "campaign"], name="follow_campaign_once"),
            models.UniqueConstraint(fields=["user", "skim"], name="follow_skim_once"),
            models.UniqueConstraint(
                fields=["user", "data_type", "family"], name="follow_family_once", condition=~Q(family="")
            ),
        ]
        indexes = [
            # who follows the versions of a collection
            models.Index(fields=["data_type", "family"], name="follow_family", condition=~Q(family=""))
        ]

    def __str__(self) -> str:
        return self.family or str(self.dataset or self.campaign or self.skim)


class Analysis(models.Model):
    """Work that uses samples; its contact is the member who declared it."""

    title = models.CharField(max_length=200)
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="analyses")
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="working group"
    )
    paper = models.CharField(max_length=300, blank=True, help_text="A reference or an address, when there is one.")
    state = models.CharField(max_length=6, choices=AnalysisState, default=AnalysisState.ACTIVE)
    declared_on = models.DateField("declared", auto_now_add=True)
    ended_on = models.DateField("ended", null=True, blank=True)

    class Meta:
        verbose_name = "analysis"
        verbose_name_plural = "analyses"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="analysis_ended_on",
                condition=Q(state=AnalysisState.ACTIVE, ended_on__isnull=True)
                | Q(state=AnalysisState.ENDED, ended_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["contact", "title"],
                name="analysis_title_once",
                violation_error_message="You have declared an analysis with this title.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_url("analysis", self.pk)


class Use(models.Model):
    """A collection or a dataset that an analysis uses: this version, not its family."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="uses")
    collection = models.ForeignKey(Collection, models.CASCADE, null=True, blank=True, related_name="uses")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField("declared", auto_now_add=True)

    class Meta:
        verbose_name = "use"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="use_one_thing", condition=_exactly_one(("collection", "dataset"))),
            models.UniqueConstraint(fields=["analysis", "collection"], name="use_collection_once"),
            models.UniqueConstraint(fields=["analysis", "dataset"], name="use_dataset_once"),
        ]

    def __str__(self) -> str:
        return str(self.used)

    @property
    def used(self) -> Any:
        return self.collection or self.dataset


class SavedSearch(models.Model):
    """A search by name. `query` is what stands behind the ? in the address of its list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=100)
    listing = models.CharField("list", max_length=40)
    query = models.TextField(blank=True)
    followed = models.BooleanField(default=False)
    watermark = models.BigIntegerField(default=0, help_text="What is newer has not been looked at for this search.")
    saved_at = models.DateTimeField("saved", auto_now_add=True)

    class Meta:
        verbose_name = "saved search"
        verbose_name_plural = "saved searches"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_search_name_once",
                violation_error_message="You have a saved search with this name.",
            )
        ]
        indexes = [
            # those that have something new to look at
            models.Index(fields=["listing", "watermark"], name="saved_search_followed", condition=Q(followed=True))
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("saved_search", self.pk)


class Horizon(models.Model):
    """Up to which key the rows of a list are all there.

    A key is given before its row can be seen, so that a long import may bring lower keys after higher ones were
    looked at. `candidate` is the highest key that was seen while transactions up to `transaction` were running; when
    all of these have ended it becomes `safe`.
    """

    listing = models.CharField(max_length=40, unique=True)
    safe = models.BigIntegerField(default=0)
    candidate = models.BigIntegerField(default=0)
    transaction = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "horizon"

    def __str__(self) -> str:
        return f"{self.listing}: {self.safe}"


class News(models.Model):
    """Something that happened, in one sentence. The same key is told to a reader once."""

    kind = models.CharField(max_length=10, choices=NewsKind)
    key = models.CharField(max_length=200, unique=True)
    text = models.CharField(max_length=1000)
    address = models.CharField(max_length=2000, help_text="The page that tells more.")
    about = models.CharField(max_length=300, blank=True, help_text="The name of what it is about.")
    needs = models.CharField(max_length=100, help_text="The permission without which nobody reads it.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "news"
        verbose_name_plural = "news"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text


class Reading(models.Model):
    """News for one reader, with what the reader follows or uses that made it reach (`follow:7`, `use:3`)."""

    news = models.ForeignKey(News, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    because = ArrayField(models.CharField(max_length=30), default=list)
    read_at = models.DateTimeField("read", null=True, blank=True)
    mailed_at = models.DateTimeField("mailed", null=True, blank=True)

    class Meta:
        verbose_name = "news for a reader"
        verbose_name_plural = "news for readers"
        ordering = ["-news_id"]
        constraints = [models.UniqueConstraint(fields=["user", "news"], name="reading_once")]
        indexes = [
            # the count in the menu, and the card
            models.Index(fields=["user", "news"], name="reading_unread", condition=Q(read_at=None)),
            # whom the next digest is for
            models.Index(fields=["user"], name="reading_unmailed", condition=Q(read_at=None, mailed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.news)


class Reader(models.Model):
    """How somebody wants the news by mail; without a row: every day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reader")
    digest = models.CharField("by mail", max_length=6, choices=Digest, default=Digest.DAILY)
    digested_for = models.DateField(null=True, blank=True, help_text="The day of the last digest that was due.")

    class Meta:
        verbose_name = "reader of news"
        verbose_name_plural = "readers of news"

    def __str__(self) -> str:
        return str(self.user)
