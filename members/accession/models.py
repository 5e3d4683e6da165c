"""Tables of institutes joining and leaving."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.accession.choices import ApplicationState, DepartureState, DocumentKind
from members.institutes.models import Institute
from members.memberships.models import Membership
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@counted
@tracked
class Application(models.Model):
    """An institute asks to join; filed by a member or the office, decided by the board."""

    institute_name = models.CharField("institute", max_length=500, help_text="As papers would print it.")
    short_name = models.CharField("short name", max_length=120)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField("country", max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, for example JP.")
    contact_name = models.CharField("contact person", max_length=300)
    contact_email = models.EmailField("e-mail")
    delegate_name = models.CharField("proposed delegate", max_length=300, blank=True)
    delegate_email = models.EmailField("e-mail of the delegate", blank=True)
    deputy_name = models.CharField("proposed deputy", max_length=300, blank=True)
    deputy_email = models.EmailField("e-mail of the deputy", blank=True)
    interests = models.TextField(max_length=4000, blank=True, help_text="What the institute wants to work on.")
    manpower = models.JSONField(default=dict, blank=True, help_text="People by the code of their category.")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    filed_at = models.DateTimeField("filed", auto_now_add=True)
    submitted_at = models.DateTimeField("submitted", null=True, blank=True)
    meeting_on = models.DateField("board meeting", null=True, blank=True)
    outcome = models.TextField(max_length=4000, blank=True, help_text="What the board decided.")
    decided_on = models.DateField("decided", null=True, blank=True)
    institute = models.OneToOneField(
        Institute, models.PROTECT, null=True, blank=True, related_name="application", verbose_name="admitted as"
    )

    class Meta:
        verbose_name = "application"
        ordering = ["-filed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="application_decided_on_a_day",
                condition=Q(state__in=("admitted", "declined"), decided_on__isnull=False)
                | (~Q(state__in=("admitted", "declined")) & Q(decided_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="application_admitted_as_an_institute",
                condition=Q(state="admitted", institute__isnull=False)
                | (~Q(state="admitted") & Q(institute__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return page_url("application", self.pk)


class Document(models.Model):
    """A file of an application. Kept as it was given; nobody changes it, and only a draft loses it.

    An erasure of contact data empties it (`members.privacy.erasure.files`): name, size and checksum stay.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=15, choices=DocumentKind)
    file_name = models.CharField("file", max_length=120)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "document"
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "sha256"], name="document_once")]

    def __str__(self) -> str:
        return self.file_name


@counted
@tracked
class Departure(models.Model):
    """An institute leaves: `on` is the first day without it."""

    institute = models.ForeignKey(Institute, models.CASCADE, related_name="departures")
    on = models.DateField("leaves", help_text="The first day without it.")
    reason = models.TextField(max_length=2000)
    former_until = models.DateField("end before", null=True, blank=True, help_text="What a withdrawal restores.")
    state = models.CharField(max_length=10, choices=DepartureState, default=DepartureState.ANNOUNCED)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    announced_at = models.DateTimeField("announced", auto_now_add=True)

    class Meta:
        verbose_name = "departure"
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute"], condition=Q(state="announced"), name="departure_announced_once"
            )
        ]
        indexes = [
            # what the daily sweep looks for
            models.Index(fields=["on"], condition=Q(state="announced"), name="departure_due")
        ]

    def __str__(self) -> str:
        return f"{self.institute} leaves"

    def get_absolute_url(self) -> str:
        return page_url("departure", self.pk)


@tracked
class Onward(models.Model):
    """A member of a leaving institute goes on at another one from that day; who has none ends with the institute."""

    departure = models.ForeignKey(Departure, models.CASCADE, related_name="onward")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="onward")
    institute = models.ForeignKey(Institute, models.PROTECT, related_name="+", verbose_name="goes on at")

    class Meta:
        verbose_name = "where a member goes on"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["departure", "membership"], name="onward_once")]

    def __str__(self) -> str:
        return f"to {self.institute}"


class DepartureReminder(models.Model):
    """That the members of a leaving institute were reminded, or why not: each occasion once."""

    departure = models.ForeignKey(Departure, models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField(help_text="Days before the end.")
    sent = models.BooleanField(help_text="No: overtaken by a later one, when the schedule had stood still.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "reminder of a departure"
        ordering = ["recorded_at"]
        constraints = [models.UniqueConstraint(fields=["departure", "days"], name="departure_reminder_once")]

    def __str__(self) -> str:
        return f"{self.days} days before"
