"""Tables of global tags, payloads, intervals of validity, and the chains of campaigns."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast

from datasets.campaigns.models import Campaign
from datasets.globaltags.choices import FINAL, GOES_TO, OwnerKind, TagState, TagType
from datasets.globaltags.iov import RUNS, Iov
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url

_MOVES = ", ".join(f"('{state}', '{after}')" for state, states in GOES_TO.items() for after in states)
_FINAL = ", ".join(f"'{state}'" for state in FINAL)

_TAG_MOVES = f"""
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({_MOVES}) THEN
        RAISE EXCEPTION 'a global tag does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.complete AND NOT NEW.complete AND OLD.state IN ({_FINAL}) THEN
        RAISE EXCEPTION 'what a % tag holds is complete for good', OLD.state USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> NEW.state AND NEW.state IN ({_FINAL}) THEN
        SELECT count(*) INTO held FROM datasets_payloadiov WHERE tag_id = NEW.id;
        NEW.complete := NEW.complete OR held > 0 AND held >= coalesce(NEW.payload_count, 0);
    END IF;
    RETURN NEW;
"""  # noqa: S608  (states are ours)
"""A tag that becomes final is complete when all that it declares is on record; nothing is added to it then."""

_FINAL_STAYS = f"""
    FOR tag IN SELECT t.* FROM datasets_globaltag t WHERE t.id IN (OLD.tag_id, NEW.tag_id) FOR SHARE LOOP
        CONTINUE WHEN tag.state NOT IN ({_FINAL});
        IF TG_OP <> 'INSERT' OR tag.complete AND tag.state <> 'RUNNING' THEN
            RAISE EXCEPTION 'the intervals of validity of a % global tag never change', lower(tag.state)
                USING ERRCODE = 'check_violation';
        END IF;
        IF tag.complete AND EXISTS (
            SELECT 1 FROM datasets_payloadiov i JOIN datasets_payload p ON p.id = i.payload_id
            WHERE i.tag_id = tag.id AND p.module = (SELECT n.module FROM datasets_payload n WHERE n.id = NEW.payload_id)
                AND (lower(i.span) >= NEW.first_exp::bigint * {RUNS} + NEW.first_run
                    OR upper(i.span) > NEW.first_exp::bigint * {RUNS} + NEW.first_run)
        ) THEN
            RAISE EXCEPTION 'a running global tag only gets intervals for runs after those it has'
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""  # noqa: S608
"""The lock makes whoever publishes wait for whoever is filling. An interval without end has no upper bound, which
compares as unknown: a later payload may follow it."""


@counted
@tracked
class GlobalTag(models.Model):
    """A named set of payloads; `number` is its id in the conditions database."""

    number = models.PositiveIntegerField("number", unique=True)
    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=TagState, default=TagState.OPEN)
    type = models.CharField(max_length=8, choices=TagType, default=TagType.DEV)
    owner_kind = models.CharField("kind", max_length=10, choices=OwnerKind, default=OwnerKind.OFFICIAL)
    owner = models.CharField(max_length=64, blank=True, help_text="The account that the name carries.")
    description = models.TextField(blank=True)
    is_default = models.BooleanField("default", default=False)
    modified_at = models.DateTimeField("modified", null=True, blank=True)
    modified_by = models.CharField("modified by", max_length=120, blank=True)
    payload_count = models.PositiveIntegerField("payloads, declared", null=True, blank=True)
    module_count = models.PositiveIntegerField("distinct, declared", null=True, blank=True)
    complete = models.BooleanField(default=False, help_text="All of its intervals of validity are on record.")

    class Meta:
        verbose_name = "global tag"
        ordering = ["-number"]
        triggers = [
            pgtrigger.Trigger(
                name="tag_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("held", "bigint")],
                func=_TAG_MOVES,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("global_tag", self.pk)


@counted
class Payload(models.Model):
    """One revision of the constants of a module; it never changes."""

    number = models.PositiveBigIntegerField(unique=True, null=True, blank=True)
    module = models.CharField(max_length=200)
    revision = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    url = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "payload"
        ordering = ["module", "revision"]
        constraints = [models.UniqueConstraint(fields=["module", "revision"], name="payload_once")]
        triggers = [
            pgtrigger.Trigger(
                name="payload_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
                func="RAISE EXCEPTION 'a payload never changes' USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} r{self.revision}"


def _at(exp: str, run: str) -> models.expressions.CombinedExpression:
    return Cast(F(exp), models.BigIntegerField()) * Value(RUNS) + F(run)


_END = Case(
    When(final_exp__lt=0, then=Value(None)),
    When(final_run__lt=0, then=(Cast(F("final_exp"), models.BigIntegerField()) + Value(1)) * Value(RUNS)),
    default=_at("final_exp", "final_run") + Value(1),
    output_field=models.BigIntegerField(),
)


@counted
class PayloadIov(models.Model):
    """A payload in a tag for an interval of validity; gaps and overlaps are allowed."""

    tag = models.ForeignKey(GlobalTag, models.CASCADE, related_name="iovs", db_index=False)
    payload = models.ForeignKey(Payload, models.PROTECT, related_name="iovs")
    first_exp = models.PositiveIntegerField("first experiment")
    first_run = models.PositiveIntegerField("first run")
    final_exp = models.IntegerField("final experiment", help_text="-1: without end.")
    final_run = models.IntegerField("final run", help_text="-1: all runs of the final experiment.")
    span = models.GeneratedField(
        expression=Func(_at("first_exp", "first_run"), _END, function="int8range"),
        output_field=BigIntegerRangeField(),
        db_persist=True,
        editable=False,
    )

    class Meta:
        verbose_name = "interval of validity"
        verbose_name_plural = "intervals of validity"
        ordering = ["pk"]
        constraints = [
            # also the index of the intervals of a tag
            models.UniqueConstraint(
                fields=["tag", "payload", "first_exp", "first_run", "final_exp", "final_run"], name="iov_once"
            ),
            models.CheckConstraint(
                condition=Q(final_exp__gte=0) | Q(final_run__lt=0),
                name="iov_end",
                violation_error_message="The final experiment is without end, but the final run is not.",
            ),
            models.CheckConstraint(
                condition=Q(final_exp__lt=0)
                | Q(final_exp__gt=F("first_exp"))
                | Q(final_exp=F("first_exp")) & (Q(final_run__lt=0) | Q(final_run__gte=F("first_run"))),
                name="iov_first_before_final",
                violation_error_message="The interval begins after its end.",
            ),
        ]
        indexes = [
            # the payloads of a tag for one run
            GistIndex(fields=["tag", "span"], name="iov_tag_span")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="final_tags_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("tag", "record")],
                func=_FINAL_STAYS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.payload} {self.iov}"

    @property
    def iov(self) -> Iov:
        """The interval as it was written."""
        return Iov(self.first_exp, self.first_run, self.final_exp, self.final_run)


@tracked
class TagChain(models.Model):
    """The global tags that a campaign uses during a period, by name; what stands first wins."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="chains", db_index=False)
    period = PeriodField()
    names = ArrayField(models.CharField(max_length=200), verbose_name="global tags")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "chain of global tags"
        ordering = ["campaign", "-period"]
        constraints = [
            not_empty("tag_chain_period"),
            no_overlap("tag_chain_once_at_a_time", "campaign"),
            models.CheckConstraint(
                condition=Q(names__len__gt=0),
                name="tag_chain_not_empty",
                violation_error_message="A chain has at least one global tag.",
            ),
        ]
        indexes = [
            # the campaigns of a tag, on its page
            GinIndex(fields=["names"], name="tag_chain_names")
        ]

    def __str__(self) -> str:
        return ", ".join(self.names)
