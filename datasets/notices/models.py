"""Tables of notices, of what each one affects, and of what was written and is not matched yet."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from datasets.catalogue.models import Dataset
from datasets.collections.models import Collection, CollectionMember
from datasets.notices.choices import NoticeState, Severity
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url

LEVELS = ("data_class", "release", "global_tag", "campaign", "production", "experiment", "energy", "run_low",
          "run_high", "general_skim", "event_type", "skim_code", "data_level")  # fmt: skip
"""The columns of a dataset, beside its path, by which a notice finds it."""


@counted
@tracked(exclude=["openings", "told", "certain", "possible", "matching_since"])
class Notice(models.Model):
    """A known problem. It affects what `query`, `paths` or `runs` find, each of which may be empty."""

    title = models.CharField(max_length=150)
    severity = models.CharField(max_length=12, choices=Severity, default=Severity.WARNING)
    body = models.TextField("what is wrong", max_length=20_000)
    remedy = models.TextField("what to do", max_length=20_000, blank=True)
    query = models.TextField("search", blank=True, help_text="A search for datasets, as its address says it.")
    paths = models.TextField(blank=True, help_text="Datasets and collections, one path a line.")
    runs = models.TextField("runs", blank=True, help_text="Ranges of runs, one experiment a line.")
    state = models.CharField(max_length=6, choices=NoticeState, default=NoticeState.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="written by"
    )
    created_at = models.DateTimeField("written", auto_now_add=True)
    opened_on = models.DateField("opened", null=True, blank=True)
    closed_on = models.DateField("closed", null=True, blank=True)
    resolution = models.TextField("resolved by", blank=True)
    openings = models.PositiveSmallIntegerField(default=0, editable=False, help_text="How often it was opened.")
    told = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="The opening that its readers were told of."
    )
    certain = models.PositiveIntegerField("datasets", default=0, editable=False, help_text="That it affects.")
    possible = models.PositiveIntegerField("possibly", default=0, editable=False, help_text="That it may affect.")
    matching_since = models.DateTimeField(
        "being matched since", null=True, editable=False, help_text="A worker shall find what it affects; empty: done."
    )

    class Meta:
        verbose_name = "notice"
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_dates",
                condition=Q(state=NoticeState.DRAFT, opened_on__isnull=True, closed_on__isnull=True)
                | Q(state=NoticeState.OPEN, opened_on__isnull=False, closed_on__isnull=True)
                | Q(state=NoticeState.CLOSED, opened_on__isnull=False, closed_on__gte=F("opened_on")),
                violation_error_message="A notice is opened before it is closed.",
            ),
            models.CheckConstraint(
                name="notice_resolution",
                condition=Q(state=NoticeState.CLOSED) ^ Q(resolution=""),
                violation_error_message="A notice says what resolved it if and only if it is closed.",
            ),
            models.CheckConstraint(
                name="notice_affects",
                condition=~Q(query="", paths="", runs=""),
                violation_error_message="A notice says what it affects.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_url("notice", self.pk)

    @property
    def matched(self) -> int:
        """All datasets that it affects or may affect."""
        return self.certain + self.possible


@counted
class NoticeMatch(models.Model):
    """A notice affects a dataset, or may affect it where the dataset is merged over runs (`certain` is false)."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="matches")
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="notice_matches", db_index=False)
    certain = models.BooleanField()

    class Meta:
        verbose_name = "dataset of a notice"
        verbose_name_plural = "datasets of notices"
        constraints = [
            # also what a notice affects, and how much of it between two keys
            models.UniqueConstraint(fields=["notice", "dataset"], include=["certain"], name="notice_match_once")
        ]
        indexes = [
            # the notices of a dataset
            models.Index(fields=["dataset"], include=["notice", "certain"], name="notice_match_dataset")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.dataset_id}"


@counted
class CollectionMatch(models.Model):
    """How many datasets of a collection a notice affects, and how many it may affect; not both are none."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="collections")
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="notices")
    certain = models.PositiveIntegerField()
    possible = models.PositiveIntegerField()

    class Meta:
        verbose_name = "collection of a notice"
        verbose_name_plural = "collections of notices"
        constraints = [models.UniqueConstraint(fields=["notice", "collection"], name="notice_collection_once")]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.collection_id}"


class Unmatched(models.Model):
    """Something was written and no notice has looked at it: datasets with keys `low` to `high`, or the members of
    `collection`.

    The statement that writes leaves it, whoever wrote, in its own transaction; `catch_up` takes it away. A highest key
    seen would not do: keys are given before their rows can be seen, so that lower ones may come after higher ones.
    """

    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    collection = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "what no notice has looked at"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"collection {self.collection}" if self.collection else f"{self.low}-{self.high}"


def _after(name: str, operation: pgtrigger.Operation, statement: str, **rows: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),
        func=f"{statement}; RETURN NULL;",
    )


_KEYS = "INSERT INTO datasets_unmatched (low, high) SELECT min(id), max(id) FROM new_rows HAVING count(*) > 0"
_DIFFER = " OR ".join(f"n.{name} IS DISTINCT FROM o.{name}" for name in LEVELS)
_CHANGED = _KEYS.replace("new_rows", f"new_rows n JOIN old_rows o USING (id) WHERE {_DIFFER}")
_OWNERS = "INSERT INTO datasets_unmatched (collection) SELECT collection_id FROM {rows} GROUP BY collection_id"
_BOTH = "(SELECT collection_id FROM old_rows UNION SELECT collection_id FROM new_rows) AS written"

pgtrigger.register(
    _after("unmatched_insert", pgtrigger.Insert, _KEYS, new="new_rows"),
    _after("unmatched_update", pgtrigger.Update, _CHANGED, old="old_rows", new="new_rows"),
)(Dataset)
pgtrigger.register(
    _after("unmatched_insert", pgtrigger.Insert, _OWNERS.format(rows="new_rows"), new="new_rows"),
    _after("unmatched_update", pgtrigger.Update, _OWNERS.format(rows=_BOTH), old="old_rows", new="new_rows"),
    _after("unmatched_delete", pgtrigger.Delete, _OWNERS.format(rows="old_rows"), old="old_rows"),
)(CollectionMember)
