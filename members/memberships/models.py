"""Tables of memberships, delegates, reminders and suspensions."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q

from members.institutes.models import Institute
from members.memberships.choices import Connection, Ending
from members.people.models import Person
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty

SHARES_FIT = """
IF NEW.share IS NULL THEN RETURN NULL; END IF;
-- one writer of a person at a time, so that two transactions cannot each fill the rest of the same day
PERFORM FROM members_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
SELECT edge.day, sum(m.share) INTO crowded
    FROM (SELECT DISTINCT lower(period) AS day FROM members_membership
          WHERE person_id = NEW.person_id AND share IS NOT NULL) AS edge
    JOIN members_membership m ON m.person_id = NEW.person_id AND m.share IS NOT NULL AND m.period @> edge.day
    GROUP BY edge.day, m.person_id HAVING sum(m.share) > 100 ORDER BY edge.day LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION 'the shares of person % add up to % percent on %', NEW.person_id, crowded.sum, crowded.day
        USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_shares_fit';
END IF;
RETURN NULL;
"""
"""A sum of shares can only be highest on the first day of one of them, so that those days are enough to look at."""


@counted
@tracked
class Category(models.Model):
    """A category of membership. Categories are data: each collaboration names its own."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=50)
    may_be_author = models.BooleanField(default=True)
    counts_for_votes = models.BooleanField(default=False)
    is_member = models.BooleanField(default=True, help_text="No: a guest with restricted access.")
    pays_dues = models.BooleanField(default=False)
    needs_sponsor = models.BooleanField(default=False, help_text="A member answers for the person.")
    needs_end = models.BooleanField(default=False, help_text="The last day must be given.")
    longest_days = models.PositiveIntegerField("longest term", null=True, blank=True, help_text="Days.")

    class Meta:
        verbose_name = "category"
        verbose_name_plural = "categories"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@counted
@tracked
class Membership(models.Model):
    """A person at an institute in a category for a period of days."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    institute = models.ForeignKey(Institute, models.PROTECT, related_name="memberships")
    category = models.ForeignKey(Category, models.PROTECT, related_name="memberships", null=True, blank=True)
    period = PeriodField("from, until")
    connection = models.CharField(
        max_length=60,
        choices=Connection,
        default=Connection.AFFILIATED,
        help_text="An imported list may use other words; they are kept.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order of the affiliations of one person.")
    share = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Percent of the research time; empty: not stated."
    )
    sponsor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="sponsored", help_text="Who answers for a guest."
    )
    ending = models.CharField(max_length=12, choices=Ending, blank=True, help_text="Why it ends.")
    not_renewed_at = models.DateTimeField(
        "will not renew", null=True, blank=True, help_text="The person said so; no more reminders are sent."
    )
    renewal_asked_at = models.DateTimeField(
        "asked to renew", null=True, blank=True, help_text="The person asked the delegates for a later end."
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "membership"
        ordering = ["position", "period"]
        constraints = [
            not_empty("membership_period"),
            no_overlap("membership_once_at_a_time", "person", "institute", "connection"),
            models.CheckConstraint(
                name="membership_share",
                condition=Q(share__isnull=True) | Q(share__range=(1, 100)),
                violation_error_message="a share is between 1 and 100 percent",
            ),
            models.CheckConstraint(
                name="membership_sponsor_is_another",
                condition=Q(sponsor__isnull=True) | ~Q(sponsor=F("person")),
                violation_error_message="nobody is the own sponsor",
            ),
            models.CheckConstraint(
                name="membership_ending_has_a_day",
                condition=Q(ending="") | Q(period__upper_inf=False),
                violation_error_message="why it ends is told when it ends",
            ),
        ]
        indexes = [
            # the directory: the first current membership of each person shown
            models.Index(
                fields=["person", "position", "id"],
                include=["period", "institute", "category"],
                name="membership_person",
            ),
            # the members of an institute
            models.Index(fields=["institute", "person"], name="membership_institute"),
            # what the nightly sweep looks for: whose end is near
            models.Index(Func("period", function="upper", output_field=models.DateField()), name="membership_end"),
        ]
        triggers = [
            # the last line behind the verbs, at the end of the transaction: a verb may pass through a crowded day
            pgtrigger.Trigger(
                name="membership_shares_fit",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("crowded", "RECORD")],
                func=SHARES_FIT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.institute}"


@counted
@tracked
class Delegate(models.Model):
    """Who decides for an institute, first or as deputy, and when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="delegations")
    institute = models.ForeignKey(Institute, models.CASCADE, related_name="delegates")
    deputy = models.BooleanField(default=False)
    period = PeriodField("term")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "delegate"
        ordering = ["deputy", "person__sort_key"]
        constraints = [not_empty("delegate_period"), no_overlap("delegate_once_at_a_time", "person", "institute")]

    def __str__(self) -> str:
        return f"{self.person} for {self.institute}"


class Reminder(models.Model):
    """That a person was reminded of the end of a membership, or why not: each occasion once."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="reminders")
    until = models.DateField(help_text="The end that it speaks of; a new end has reminders of its own.")
    days = models.SmallIntegerField(help_text="Days before the end; negative: after it.")
    sent = models.BooleanField(help_text="No: overtaken by a later one, when the schedule had stood still.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "reminder"
        ordering = ["recorded_at"]
        constraints = [models.UniqueConstraint(fields=["membership", "until", "days"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.days} days before {self.until}"


class PolicyNote(models.Model):
    """That a policy of the by-laws was applied to a membership: each once for the day that it counts from."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="policy_notes")
    occasion = models.CharField(max_length=20, help_text="`when` of the policy: end, sponsor-gone, institute-leaving.")
    action = models.CharField(max_length=20, help_text="What was done: mail, tell-delegate, end.")
    days = models.SmallIntegerField(help_text="Days before that day; negative: after it.")
    on = models.DateField("because of", help_text="The last day of the membership, the sponsor or the institute.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "note of a policy"
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "occasion", "action", "days", "on"], name="policy_note_once")
        ]

    def __str__(self) -> str:
        return f"{self.occasion}: {self.action}, {self.on}"


@counted
@tracked
class Suspension(models.Model):
    """A person may not enter for a while, for a reason that is no expiry; memberships stay as they are."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="suspensions")
    period = PeriodField("from, until")
    reason = models.TextField(max_length=2000)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension"
        ordering = ["-period"]
        constraints = [not_empty("suspension_period"), no_overlap("suspension_once_at_a_time", "person")]

    def __str__(self) -> str:
        return f"{self.person} suspended"
