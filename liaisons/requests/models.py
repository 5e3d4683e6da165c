"""Tables of signal-MC requests and the remarks on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from datasets.campaigns.models import Campaign
from datasets.catalogue.models import Dataset
from liaisons.decayfiles.models import DecayFile
from liaisons.requests.choices import Priority, RequestState
from members.groups.models import Group
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url

_CLOSED = ["done", "cancelled"]


@counted
@tracked(exclude=["revision"])
class SignalRequest(models.Model):
    """A working group asks for events of one decay file in one campaign."""

    title = models.CharField(max_length=150)
    group = models.ForeignKey(Group, models.PROTECT, related_name="signal_requests", verbose_name="working group")
    decay_file = models.ForeignKey(DecayFile, models.PROTECT, related_name="requests", verbose_name="decay file")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="signal_requests")
    events = models.PositiveBigIntegerField("events", help_text="How many to generate, for example 2000000 or 2e6.")
    energy = models.CharField(max_length=16, default="4S", help_text="As in dataset paths: 4S, 4S_offres, or in MeV.")
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    purpose = models.TextField(max_length=4000, help_text="Which analysis needs it, and what for.")
    needed_by = models.DateField("needed by", null=True, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.DRAFT)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signal_requests", verbose_name="filed by"
    )
    created_at = models.DateTimeField("created", auto_now_add=True)
    submitted_at = models.DateTimeField("submitted", null=True, blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    production = models.PositiveIntegerField(
        "production", null=True, blank=True, help_text="Number of the production, as in the paths of its datasets."
    )
    datasets = models.ManyToManyField(Dataset, related_name="signal_requests", blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False, help_text="How often it was edited.")

    class Meta:
        verbose_name = "signal-MC request"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="signal_request_events", condition=Q(events__gt=0)),
            models.CheckConstraint(
                name="signal_request_submitted",
                condition=Q(state__in=["draft", "cancelled"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signal_request_closed",
                condition=Q(state__in=_CLOSED, closed_at__isnull=False)
                | (~Q(state__in=_CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="signal_request_production",
                condition=Q(state="cancelled")
                | Q(state__in=["producing", "done"], production__isnull=False)
                | (~Q(state__in=["producing", "done"]) & Q(production__isnull=True)),
            ),
        ]
        indexes = [
            # the console of the production manager
            models.Index(fields=["state", "-created_at"], name="signal_request_state"),
            # the list of a group
            models.Index(fields=["group", "-created_at"], name="signal_request_group"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    def get_absolute_url(self) -> str:
        return page_url("signal_request", self.pk)

    @property
    def is_editable(self) -> bool:
        """Only a draft, or what came back, can be changed."""
        return self.state in EDITABLE


EDITABLE = (RequestState.DRAFT, RequestState.RETURNED)


@tracked
class Remark(models.Model):
    """Something said about a request; it stands in the timeline beside the moves, and is never changed."""

    request = models.ForeignKey(SignalRequest, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(max_length=4000)

    class Meta:
        verbose_name = "remark"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
