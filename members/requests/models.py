"""Tables of invitations and membership requests."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from members.institutes.models import Institute
from members.memberships.models import Category, Membership
from members.people.models import Person
from members.requests.choices import Alarm, CertificateCheck, Proof, RequestKind, RequestState
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@tracked(exclude=["token"])
class Invitation(models.Model):
    """A delegate asks somebody to come: a link with the form filled in, for one request."""

    institute = models.ForeignKey(Institute, models.PROTECT, related_name="invitations")
    category = models.ForeignKey(Category, models.PROTECT, related_name="invitations", null=True, blank=True)
    given_name = models.CharField("given name", max_length=300, blank=True)
    family_name = models.CharField("family name", max_length=300, blank=True)
    email = models.EmailField("e-mail")
    message = models.TextField(max_length=2000, blank=True)
    token = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField("invited", auto_now_add=True)
    expires_on = models.DateField("works until")
    revoked_at = models.DateTimeField("taken back", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.email} to {self.institute}"

    def get_absolute_url(self) -> str:
        return page_url("invitation", self.pk)


@counted
@tracked(exclude=["token"])
class MembershipRequest(models.Model):
    """Somebody asks to become a member at an institute, or to move to it. Filing gives no account."""

    kind = models.CharField(max_length=10, choices=RequestKind, default=RequestKind.JOIN)
    given_name = models.CharField("given name", max_length=300, blank=True)
    family_name = models.CharField("family name", max_length=300)
    native_name = models.CharField("name in native script", max_length=300, blank=True)
    email = models.EmailField("e-mail")
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    institute = models.ForeignKey(Institute, models.PROTECT, related_name="requests")
    category = models.ForeignKey(Category, models.PROTECT, related_name="requests")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    share = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Percent of the research time.")
    sponsor = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="sponsored_requests")
    leaving = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="transfers", help_text="What a transfer ends."
    )
    leaves_on = models.DateField("last day at the old place", null=True, blank=True)
    message = models.TextField("message to the delegate", max_length=2000, blank=True)
    identity_kind = models.CharField(max_length=8, blank=True, help_text="What vouched for the identity.")
    issuer = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    proof = models.CharField(
        "identity confirmed by", max_length=15, choices=Proof, blank=True, help_text="Beyond the e-mail address."
    )
    proved_at = models.DateTimeField("identity confirmed", null=True, blank=True)
    proved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Who said so."
    )
    certificate_subject = models.CharField(max_length=300, blank=True, help_text="Of a grid certificate.")
    certificate_issuer = models.CharField(max_length=500, blank=True)
    certificate_check = models.CharField("certificate was", max_length=8, choices=CertificateCheck, blank=True)
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="request", verbose_name="invitation"
    )
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.UNCONFIRMED)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="claimed by"
    )
    claimed_at = models.DateTimeField("claimed", null=True, blank=True)
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="From when its clock runs anew: resumed, endorsed, returned."
    )
    endorsed_at = models.DateTimeField("approved by the delegate", null=True, blank=True)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="delegate"
    )
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
                | Q(state__in=["unconfirmed", "waiting", "held", "endorsed", "withdrawn"], decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="request_claimed_by_somebody",
                condition=Q(claimed_by__isnull=True) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_endorsed_at_a_time", condition=~Q(state="endorsed") | Q(endorsed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="request_proved_at_a_time",
                condition=Q(proof="", proved_at__isnull=True) | (~Q(proof="") & Q(proved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_certificate_has_an_issuer",
                condition=Q(certificate_subject="", certificate_issuer="")
                | (~Q(certificate_subject="") & ~Q(certificate_issuer="")),
                violation_error_message="a certificate is known by its subject and its issuer",
            ),
            models.CheckConstraint(
                name="request_to_transfer_is_of_a_person",
                condition=~Q(kind="transfer") | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="request_confirmed_before_waiting",
                condition=Q(state__in=["unconfirmed", "withdrawn"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                Lower("email"),
                "institute",
                name="request_open_once",
                condition=Q(state__in=["unconfirmed", "waiting", "held", "endorsed"]),
                violation_error_message="there is already an open request with this e-mail address at this institute",
            ),
            models.UniqueConstraint(
                fields=["person"],
                name="request_transfer_open_once",
                condition=Q(kind="transfer", state__in=["waiting", "held", "endorsed"]),
                violation_error_message="there is already an open request to transfer",
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

    @property
    def clock(self) -> datetime:
        """When the waiting time of now began: confirmed, or anew endorsed, returned, resumed."""
        return self.waiting_since or self.confirmed_at or self.filed_at


@tracked
class RequestNote(models.Model):
    """A line of the internal log of a request; the applicant sees it only in the export of the own data."""

    request = models.ForeignKey(MembershipRequest, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=300, help_text="The name of who wrote it, as it was then.")
    written_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(max_length=2000)

    class Meta:
        verbose_name = "note on a request"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class RequestAlarm(models.Model):
    """That somebody was told of a request that waits too long: each once in a waiting time, whatever was missed."""

    request = models.ForeignKey(MembershipRequest, models.CASCADE, related_name="alarms")
    alarm = models.CharField(max_length=8, choices=Alarm)
    since = models.DateTimeField(help_text="When the waiting time began that it is about; a new one has new alarms.")
    raised_at = models.DateTimeField(auto_now_add=True)
    sent = models.BooleanField(
        default=True, help_text="No: overtaken by a stronger one, or nobody was there to be told."
    )

    class Meta:
        verbose_name = "alarm of a request"
        constraints = [models.UniqueConstraint(fields=["request", "alarm", "since"], name="request_alarm_once")]

    def __str__(self) -> str:
        return self.get_alarm_display()
