"""Table of the datasets: written in bulk, no per-row history, an index for every list."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import BigIntegerRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Case, Func, Value, When

from datasets.catalogue.choices import DatasetClass, DatasetState
from datasets.catalogue.paths import LONGEST_PATH, DatasetPath
from portal.listing import counted
from portal.listing.cells import cells_of
from portal.ui.addresses import page_url

SPAN: dict[str, Any] = {"output_field": BigIntegerRangeField(null=True)}
RUNS: dict[str, Any] = {"function": "int8range", **SPAN}


@counted
class Dataset(models.Model):
    """One dataset. Empty text and NULL mean that the path has no such level."""

    path = models.CharField(max_length=LONGEST_PATH, unique=True, db_collation="C")
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
    files = models.PositiveIntegerField(null=True, blank=True)
    events = models.BigIntegerField(null=True, blank=True)
    size = models.BigIntegerField(null=True, blank=True, help_text="Bytes.")
    state = models.CharField(max_length=10, choices=DatasetState, default=DatasetState.GOOD)
    first_seen_at = models.DateTimeField("first seen", auto_now_add=True)

    class Meta:
        verbose_name = "dataset"
        ordering = ["path"]
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
        """The levels of an official path, from the columns alone; None for any other path."""
        if not self.top:
            return None
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
            general_skim=self.general_skim,
            event_type=self.event_type,
            skim_code=self.skim_code,
            data_level=self.data_level,
        )

    def get_absolute_url(self) -> str:
        return page_url("dataset", self.pk)


@cells_of(Dataset, sums=("files", "events", "size"))
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
    state = models.CharField(max_length=10)
    rows = models.BigIntegerField()
    files = models.BigIntegerField()
    events = models.BigIntegerField()
    size = models.BigIntegerField()

    class Meta:
        verbose_name = "count of datasets"

    def __str__(self) -> str:
        return f"{self.campaign} {self.event_type}: {self.rows}"
