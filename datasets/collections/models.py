"""Tables of collections and their members."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from datasets.catalogue.models import Dataset
from datasets.collections.choices import OPEN, CollectionState
from datasets.luminosity.choices import Kind
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url

_PUBLISHED_STAYS = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published collection is never removed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state IN ('test', 'known') OR to_jsonb(NEW) - ARRAY['state', 'state_note', 'superseded_by_id', 'contact']
            <> to_jsonb(OLD) - ARRAY['state', 'state_note', 'superseded_by_id', 'contact'] THEN
        RAISE EXCEPTION 'a published collection never changes; make a new version' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
"""Only the state, what is said about it, the successor and the contact may still change."""

_PARENT_IS_OPEN = """
    PERFORM 1 FROM datasets_collection c WHERE c.id IN (OLD.collection_id, NEW.collection_id) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM datasets_collection c
        WHERE c.id IN (OLD.collection_id, NEW.collection_id) AND c.state NOT IN ('test', 'known')
    ) THEN
        RAISE EXCEPTION 'the members of a published collection never change' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""
"""The lock makes whoever publishes wait for whoever is filling, and the other way round."""

_NONE_IS_PUBLISHED = """
    IF EXISTS (SELECT 1 FROM datasets_collection c WHERE c.state NOT IN ('test', 'known')) THEN
        RAISE EXCEPTION 'a published collection is never removed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
"""No trigger of a row hears of a table that is emptied at once."""


def _never_emptied() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="published_never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=_NONE_IS_PUBLISHED,
    )


@counted
@tracked
class Collection(models.Model):
    """A set of datasets under one path; `family` is the name without its version."""

    path = models.CharField(max_length=300, unique=True, db_collation="C")
    data_type = models.CharField("data type", max_length=12)
    family = models.CharField(max_length=280)
    version = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=CollectionState, default=CollectionState.TEST)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="superseded by"
    )
    campaign = models.CharField(max_length=64, blank=True)
    event_type = models.CharField("event type", max_length=64, blank=True)
    energy = models.CharField(max_length=16, blank=True)
    data_level = models.CharField("data level", max_length=16, blank=True)
    general_skim = models.CharField("general skim", max_length=16, blank=True)
    skim_code = models.CharField("skim code", max_length=8, blank=True)
    luminosity = models.DecimalField(
        max_digits=18, decimal_places=9, null=True, blank=True, help_text="Integrated, in fb⁻¹."
    )
    luminosity_error = models.DecimalField(max_digits=18, decimal_places=9, null=True, blank=True, help_text="fb⁻¹")
    luminosity_kind = models.CharField("kind of luminosity", max_length=7, choices=Kind, blank=True)
    luminosity_processing = models.CharField(
        "processing of the luminosity", max_length=64, blank=True, help_text="The one whose events it was found from."
    )
    description = models.TextField(blank=True)
    reason = models.TextField("reason of the version", blank=True, help_text="Why it was made after the one before.")
    differences = models.TextField(
        "differences explained", blank=True, help_text="Why members differ in level, energy, campaign or general skim."
    )
    contact = models.CharField(max_length=120, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    state_note = models.TextField("about the state", blank=True, help_text="Such as why it was withdrawn.")
    declared_files = models.BigIntegerField("files declared", null=True, blank=True)
    declared_events = models.BigIntegerField("events declared", null=True, blank=True)
    declared_size = models.BigIntegerField("size declared", null=True, blank=True, help_text="Bytes.")
    declared = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Metadata as they came: pairs of key and text, in order.",
    )
    curated = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        editable=False,
        help_text="Columns that a person has set: imports leave them alone.",
    )
    dataset_count = models.PositiveIntegerField("datasets", default=0, editable=False)
    files = models.BigIntegerField(default=0, editable=False)
    events = models.BigIntegerField(default=0, editable=False)
    size = models.BigIntegerField(default=0, editable=False, help_text="Bytes.")
    published_on = models.DateField("published", null=True, blank=True)

    class Meta:
        verbose_name = "collection"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN) ^ models.Q(published_on__isnull=False),
                name="collection_published_on",
                violation_error_message="A collection has a day of publication if and only if it was published here.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CollectionState.SUPERSEDED) | models.Q(superseded_by__isnull=False),
                name="collection_superseded_by",
                violation_error_message="A superseded collection names its successor.",
            ),
            models.CheckConstraint(
                condition=~models.Q(superseded_by=models.F("id")),
                name="collection_not_its_own_successor",
                violation_error_message="A collection is not its own successor.",
            ),
        ]
        indexes = [
            # versions of one family
            models.Index(fields=["family", "version"], name="collection_family"),
            # text search
            GinIndex(fields=["path"], name="collection_path_trgm", opclasses=["gin_trgm_ops"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state NOT IN ('test', 'known')"),
                func=_PUBLISHED_STAYS,
            ),
            _never_emptied(),
        ]

    def __str__(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    def get_absolute_url(self) -> str:
        return page_url("collection", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it may still change."""
        return self.state in OPEN


@counted
class CollectionMember(models.Model):
    """A dataset in a collection, in the order of its list."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="members")
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="collections")
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name = "member of a collection"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "dataset"], name="collection_member_once"),
            # also the index of the member list, in order
            models.UniqueConstraint(fields=["collection", "position"], name="collection_member_position"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_members_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_PARENT_IS_OPEN,
            ),
            _never_emptied(),
        ]

    def __str__(self) -> str:
        return str(self.dataset_id)
