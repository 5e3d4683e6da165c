"""Table of the datasets: written in bulk, no per-row history, an index for every list."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import BigIntegerRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Case, Func, Q, Value, When

from datasets.catalogue.choices import DatasetClass, DatasetState, Declared, Mark, ReplicaKind
from datasets.catalogue.paths import LONGEST_PATH, DatasetPath
from portal.history import tracked
from portal.listing import counted
from portal.listing.cells import cells_of
from portal.ui.addresses import page_url

SPAN: dict[str, Any] = {"output_field": BigIntegerRangeField(null=True)}
RUNS: dict[str, Any] = {"function": "int8range", **SPAN}


@counted
class Dataset(models.Model):
    """One dataset. Empty text and NULL mean that the path has no such level."""

    path = models.CharField(max_length=LONGEST_PATH, db_collation="C")
    data_class = models.CharField("class", max_length=5, choices=DatasetClass)
    top = models.CharField(max_length=8, blank=True, help_text="First level as written; empty for unofficial paths.")
    scope = models.CharField(
        max_length=LONGEST_PATH, blank=True, help_text="Storage scope by the rules of the file catalogue."
    )
    proc_level = models.CharField(max_length=16, blank=True, help_text="The extra level of old data paths.")
    release = models.CharField(max_length=64, blank=True)
    global_tag = models.PositiveIntegerField(
        "global tag", null=True, blank=True, help_text="Number in the conditions database."
    )
    campaign = models.CharField(max_length=64, blank=True)
    production = models.PositiveIntegerField(null=True, blank=True)
    stream = models.CharField(max_length=8, blank=True)
    experiment = models.PositiveIntegerField(null=True, blank=True)
    energy = models.CharField(max_length=16, blank=True, help_text="Label such as 4S, or MeV.")
    run = models.CharField(max_length=8, blank=True, help_text="As in the path; r00000 is merged over runs.")
    run_low = models.PositiveIntegerField("first run", null=True, blank=True)
    run_high = models.PositiveIntegerField("last run", null=True, blank=True)
    runs = models.GeneratedField(
        expression=Case(When(run_low__isnull=False, then=Func("run_low", "run_high", Value("[]"), **RUNS)), **SPAN),
        db_persist=True,
        **SPAN,
    )
    general_skim = models.CharField("general skim", max_length=16, blank=True)
    event_type = models.CharField("event type", max_length=64, blank=True)
    skim_code = models.CharField("skim code", max_length=8, blank=True)
    data_level = models.CharField("data level", max_length=16, blank=True)
    background = models.CharField(
        "background level",
        max_length=16,
        blank=True,
        default="",
        db_default="",
        help_text="Such as BGx1; no path has it.",
    )
    declared = models.CharField(
        max_length=7,
        choices=Declared,
        blank=True,
        default="",
        db_default="",
        help_text="What the producer declares beside the path.",
    )
    files = models.PositiveIntegerField(null=True, blank=True)
    events = models.BigIntegerField(null=True, blank=True)
    size = models.BigIntegerField(null=True, blank=True, help_text="Bytes.")
    state = models.CharField(max_length=10, choices=DatasetState, default=DatasetState.GOOD)
    first_seen_at = models.DateTimeField("first seen", auto_now_add=True)
    last_seen_at = models.DateTimeField(
        "last seen", null=True, blank=True, help_text="When a source listed it last; empty: in the last complete dump."
    )
    missing_since = models.DateTimeField(
        "missing since", null=True, blank=True, help_text="Since when complete dumps do not list it."
    )

    class Meta:
        verbose_name = "dataset"
        ordering = ["path"]
        constraints = [
            # `unique` at the field would bring a second index for prefixes, which this one serves as well in "C"
            models.UniqueConstraint(fields=["path"], name="dataset_path_once")
        ]
        indexes = [
            # the list under a campaign, in path order
            models.Index(fields=["campaign", "path"], name="dataset_campaign_path"),
            # the list under a campaign and an event type
            models.Index(fields=["campaign", "event_type", "path"], name="dataset_campaign_type_path"),
            # one production
            models.Index(fields=["production"], name="dataset_production"),
            # runs of an experiment
            GistIndex(fields=["experiment", "runs"], name="dataset_runs"),
            # text and wildcard search
            GinIndex(fields=["path"], name="dataset_path_trgm", opclasses=["gin_trgm_ops"]),
            # what complete dumps do not list any more
            models.Index(fields=["missing_since"], name="dataset_missing", condition=Q(missing_since__isnull=False)),
        ]
        triggers = [
            # a dataset is its path: under another one it would be another dataset, also in published collections
            pgtrigger.Trigger(
                name="path_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.path <> NEW.path"),
                func="RAISE EXCEPTION 'the path of a dataset never changes' USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def levels(self) -> DatasetPath | None:
        """The levels of an official path, from the columns; None for any other path.

        General skim and data level are in the path only if they stand in it: what a producer declared or a person set
        fills the column where the path has none.
        """
        if not self.top:
            return None
        skim = self.general_skim if f"/{self.run}/{self.general_skim}/" in self.path else ""
        level = self.data_level if self.path.endswith(f"/{self.data_level}") else ""
        return DatasetPath(
            top=self.top,
            proc_level=self.proc_level,
            release=self.release,
            db=f"DB{self.global_tag:08}",
            campaign=self.campaign,
            prod=f"prod{self.production:08}",
            stream=self.stream,
            exp=f"e{self.experiment:04}",
            energy=self.energy,
            run=self.run,
            general_skim=skim,
            event_type=self.event_type,
            skim_code=self.skim_code,
            data_level=level,
        )

    def get_absolute_url(self) -> str:
        return page_url("dataset", self.pk)


@counted
class DatasetMark(models.Model):
    """What the open notices are to a dataset; no row: there is none. Written only by whatever matches notices.

    Beside the dataset and not in it: a notice may affect a million, and none of their indexes has to do with it.
    """

    dataset = models.OneToOneField(Dataset, models.CASCADE, primary_key=True, related_name="marked")
    notices = models.CharField(max_length=8, choices=Mark)

    class Meta:
        verbose_name = "mark of a dataset"

    def __str__(self) -> str:
        return self.get_notices_display()


@cells_of(Dataset, sums=("files", "events", "size"), beside=DatasetMark)
class DatasetCell(models.Model):
    """How many datasets have these values, with their sums; several rows may add up to one cell."""

    data_class = models.CharField(max_length=5)
    release = models.CharField(max_length=64)
    global_tag = models.PositiveIntegerField(null=True)
    campaign = models.CharField(max_length=64)
    experiment = models.PositiveIntegerField(null=True)
    energy = models.CharField(max_length=16)
    general_skim = models.CharField(max_length=16)
    event_type = models.CharField(max_length=64)
    skim_code = models.CharField(max_length=8)
    data_level = models.CharField(max_length=16)
    background = models.CharField(max_length=16, default="")
    declared = models.CharField(max_length=7, default="")
    state = models.CharField(max_length=10)
    notices = models.CharField(max_length=8, null=True)
    rows = models.BigIntegerField()
    files = models.BigIntegerField()
    events = models.BigIntegerField()
    size = models.BigIntegerField()

    class Meta:
        verbose_name = "count of datasets"

    def __str__(self) -> str:
        return f"{self.campaign} {self.event_type}: {self.rows}"


class DeclaredValue(models.Model):
    """What the producer of a dataset declares and its path does not say: the path has another value, or none.

    What agrees with the path is not kept. Where the path has no such level, general skim, data level and background of
    the dataset are the declared ones; where it has one, the path stays right and the difference is shown.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="declared_values")
    field = models.CharField(max_length=16)
    value = models.CharField(max_length=64)
    differs = models.BooleanField(help_text="The path says something else.")
    source = models.CharField(max_length=200)
    declared_at = models.DateTimeField("declared", auto_now_add=True)

    class Meta:
        verbose_name = "declared value"
        constraints = [models.UniqueConstraint(fields=["dataset", "field"], name="declared_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class Replica(models.Model):
    """The copy of a dataset at a site, as the file catalogue counts it."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="replicas")
    site = models.CharField(max_length=64)
    kind = models.CharField(max_length=4, choices=ReplicaKind)
    checksum = models.CharField(max_length=80, blank=True)
    files = models.PositiveIntegerField(null=True, blank=True)
    size = models.BigIntegerField(null=True, blank=True, help_text="Bytes.")
    verified_on = models.DateField("verified", null=True, blank=True)

    class Meta:
        verbose_name = "replica"
        constraints = [models.UniqueConstraint(fields=["dataset", "site"], name="replica_once_at_a_site")]
        indexes = [
            # what a site holds
            models.Index(fields=["site"], name="replica_site")
        ]

    def __str__(self) -> str:
        return f"{self.site} ({self.kind})"


@tracked
class CuratedValue(models.Model):
    """A field of a dataset that a person set: no import changes it, until it is given back to the sources."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="curated_values")
    field = models.CharField(max_length=16)
    value = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    set_at = models.DateTimeField("set", auto_now=True)

    class Meta:
        verbose_name = "curated value"
        constraints = [models.UniqueConstraint(fields=["dataset", "field"], name="curated_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class CompleteDump(models.Model):
    """A complete list of what the file catalogue holds was imported: what it listed was seen then."""

    source = models.CharField(max_length=200)
    scopes = models.JSONField(default=list)
    datasets = models.PositiveIntegerField()
    ended = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField("imported", auto_now_add=True)

    class Meta:
        verbose_name = "complete dump"
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.source}: {self.datasets}"
