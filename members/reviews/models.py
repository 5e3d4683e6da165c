"""Tables of the yearly review."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.institutes.models import Institute
from members.people.models import Person
from members.reviews.choices import ConfirmationState, CorrectionState, ReviewState
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@counted
@tracked
class Review(models.Model):
    """Once a year: all institutes confirm who belonged to them on the touchstone day `on`."""

    year = models.PositiveSmallIntegerField(unique=True)
    on = models.DateField("touchstone day", help_text="The people of this day are confirmed.")
    due_on = models.DateField("due")
    state = models.CharField(max_length=8, choices=ReviewState, default=ReviewState.OPEN)
    opened_at = models.DateTimeField("opened", auto_now_add=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)

    class Meta:
        verbose_name = "review"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="review_closed_at_a_time",
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Review {self.year}"

    def get_absolute_url(self) -> str:
        return page_url("review", self.pk)


@counted
@tracked(exclude=["snapshot"])
class Confirmation(models.Model):
    """What one institute has to confirm in a review; `snapshot` is what was true when it did, for ever."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="confirmations")
    institute = models.ForeignKey(Institute, models.PROTECT, related_name="confirmations")
    state = models.CharField(max_length=10, choices=ConfirmationState, default=ConfirmationState.WAITING)
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="confirmed by"
    )
    who = models.CharField(max_length=300, blank=True, help_text="The name of who confirmed, as it was then.")
    note = models.TextField(max_length=4000, blank=True)
    snapshot = models.JSONField(null=True, blank=True, editable=False)
    people = models.PositiveIntegerField(null=True, blank=True, editable=False, help_text="How many were confirmed.")

    class Meta:
        verbose_name = "confirmation"
        ordering = ["-review__year", "institute__short_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "institute"], name="confirmation_once"),
            models.CheckConstraint(
                name="confirmation_with_its_snapshot",
                condition=Q(state="waiting", confirmed_at__isnull=True, snapshot__isnull=True, people__isnull=True)
                | Q(state="confirmed", confirmed_at__isnull=False, snapshot__isnull=False, people__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmed_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="confirmed"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.institute}, {self.review.year}"

    def get_absolute_url(self) -> str:
        return page_url("confirmation", self.pk)


@counted
@tracked
class Correction(models.Model):
    """A delegate says what is wrong about somebody; the office corrects the record and settles it."""

    confirmation = models.ForeignKey(Confirmation, models.PROTECT, related_name="corrections")
    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    text = models.TextField("what is to be corrected", max_length=2000)
    who = models.CharField("marked by", max_length=300, help_text="The name, as it was then.")
    marked_at = models.DateTimeField("marked", auto_now_add=True)
    state = models.CharField(max_length=8, choices=CorrectionState, default=CorrectionState.MARKED)
    settled_at = models.DateTimeField("settled", null=True, blank=True)
    answer = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name = "correction"
        ordering = ["marked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "person"], name="correction_once"),
            models.CheckConstraint(
                name="correction_settled_at_a_time",
                condition=Q(state="marked", settled_at__isnull=True) | Q(state="settled", settled_at__isnull=False),
            ),
            models.CheckConstraint(name="correction_says_what", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.confirmation}"

    def get_absolute_url(self) -> str:
        return self.confirmation.get_absolute_url()


class ReviewReminder(models.Model):
    """That the delegates of an institute were reminded of a review, or why not: each occasion once."""

    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="reminders")
    days = models.SmallIntegerField(help_text="Days before the review is due; negative: after it.")
    sent = models.BooleanField(help_text="No: overtaken by a later one, or by the opening itself.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "reminder of a review"
        ordering = ["recorded_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["confirmation", "days"], name="review_reminder_once")]

    def __str__(self) -> str:
        return f"{self.confirmation}: {self.days} days before"
