"""Tables of memberships, delegates and membership requests."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from members.institutes.models import Institute
from members.memberships.choices import Connection, RequestState
from members.people.models import Person
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url


@tracked
class Category(models.Model):
    """A category of membership. Categories are data: each collaboration names its own."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=50)
    may_be_author = models.BooleanField(default=True)
    counts_for_votes = models.BooleanField(default=False)

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

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "membership"
        ordering = ["position", "period"]
        constraints = [
            not_empty("membership_period"),
            no_overlap("membership_once_at_a_time", "person", "institute", "connection"),
        ]
        indexes = [
            # the directory: the first current membership of each person shown
            models.Index(fields=["person", "position"], name="membership_person"),
            # the members of an institute
            models.Index(fields=["institute", "person"], name="membership_institute"),
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


@counted
@tracked(exclude=["token"])
class MembershipRequest(models.Model):
    """Somebody asks to become a member at an institute. Filing gives no account."""

    given_name = models.CharField("given name", max_length=300, blank=True)
    family_name = models.CharField("family name", max_length=300)
    native_name = models.CharField("name in native script", max_length=300, blank=True)
    email = models.EmailField("e-mail")
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    institute = models.ForeignKey(Institute, models.PROTECT, related_name="requests")
    category = models.ForeignKey(Category, models.PROTECT, related_name="requests")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    message = models.TextField("message to the delegate", max_length=2000, blank=True)
    identity_kind = models.CharField(max_length=8, blank=True, help_text="What vouched for the identity.")
    issuer = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.UNCONFIRMED)
    token = models.CharField(max_length=64, unique=True, editable=False)
    filed_at = models.DateTimeField("filed", auto_now_add=True)
    confirmed_at = models.DateTimeField("e-mail confirmed", null=True, blank=True)
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="decided by"
    )
    reason = models.TextField("reason", blank=True)
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="record",
        help_text="Who it is, when the applicant is on record already; approval then adds to that record.",
    )
    membership = models.OneToOneField(Membership, models.SET_NULL, null=True, blank=True, related_name="request")

    class Meta:
        verbose_name = "membership request"
        ordering = ["confirmed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="request_decided_at_a_time",
                condition=Q(state__in=["approved", "declined"], decided_at__isnull=False)
                | Q(state__in=["unconfirmed", "waiting", "withdrawn"], decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="request_confirmed_before_waiting",
                condition=~Q(state__in=["waiting", "approved", "declined"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                Lower("email"),
                "institute",
                name="request_open_once",
                condition=Q(state__in=["unconfirmed", "waiting"]),
                violation_error_message="there is already an open request with this e-mail address at this institute",
            ),
        ]
        indexes = [
            # the queue of an institute, oldest first
            models.Index(fields=["institute", "state", "confirmed_at"], name="request_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} at {self.institute}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    def get_absolute_url(self) -> str:
        return page_url("membership_request", self.pk)
