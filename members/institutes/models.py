"""Tables of the institutes."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from members.institutes.choices import InstituteKind, InstituteStatus, Tie
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url


@counted
@tracked
class Institute(models.Model):
    """A university or laboratory; `period` is its time in the collaboration."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("name", max_length=500, help_text="As printed on papers, without the address.")
    short_name = models.CharField("short name", max_length=120)
    kind = models.CharField(max_length=10, choices=InstituteKind, default=InstituteKind.FULL)
    address = models.CharField(
        "address", max_length=500, blank=True, help_text="Street to country, as printed on papers."
    )
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField("country", max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, for example JP.")
    domain = models.CharField(
        max_length=200, blank=True, help_text="Internet domain or page, for example hep.example.org."
    )
    inspire_name = models.CharField(
        "INSPIRE name", max_length=200, blank=True, help_text="The name in the INSPIRE database."
    )
    ror = models.CharField(
        "ROR", max_length=9, blank=True, help_text="Research Organization Registry id, for example 04xs57h96."
    )
    latitude = models.FloatField(null=True, blank=True, help_text="Degrees north.")
    longitude = models.FloatField(null=True, blank=True, help_text="Degrees east.")
    funding_agency = models.CharField("funding agency", max_length=200, blank=True)
    period = PeriodField("in the collaboration")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "institute"
        ordering = ["name", "pk"]
        constraints = [
            not_empty("institute_period"),
            models.CheckConstraint(
                name="institute_on_the_globe",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message="latitude (-90 to 90) and longitude (-180 to 180) go together",
            ),
        ]
        indexes = [
            # the list of institutes, ordered by name
            models.Index(fields=["name", "id"], name="institute_name"),
            # text search in the list and in the one box
            GinIndex(fields=["name"], name="institute_name_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return page_url("institute", self.pk)

    def status_on(self, on: date) -> InstituteStatus:
        """Member, not yet, or former on the day."""
        if self.period.lower > on:
            return InstituteStatus.FUTURE
        return InstituteStatus.MEMBER if on in self.period else InstituteStatus.FORMER


@tracked
class InstituteIdentifier(models.Model):
    """Another identifier of an institute, kept as it was given (`orgName` of any other source)."""

    institute = models.ForeignKey(Institute, models.CASCADE, related_name="identifiers")
    source = models.CharField(max_length=60)
    value = models.CharField(max_length=300)
    until = models.DateField("used until", null=True, blank=True, help_text="The first day without it.")

    class Meta:
        verbose_name = "identifier of an institute"
        constraints = [models.UniqueConstraint(fields=["institute", "source", "value"], name="institute_identifier")]

    def __str__(self) -> str:
        return f"{self.source} {self.value}"


@tracked
class InstituteName(models.Model):
    """What an institute was called, and where it was, in a period that is over; the present stands on the institute."""

    institute = models.ForeignKey(Institute, models.CASCADE, related_name="former_names")
    name = models.CharField("name", max_length=500)
    short_name = models.CharField("short name", max_length=120)
    address = models.CharField("address", max_length=500, blank=True)
    period = PeriodField("from, until")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "earlier name of an institute"
        ordering = ["-period"]
        constraints = [
            not_empty("institute_name_period"),
            no_overlap("institute_name_once_at_a_time", "institute"),
            models.CheckConstraint(
                name="institute_name_is_over",
                condition=Q(period__upper_inf=False),
                violation_error_message="an earlier name ends on a day",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


@counted
@tracked
class InstituteTie(models.Model):
    """How an institute stands to another for a period: under a host, in a cluster, merged into it, split from it."""

    institute = models.ForeignKey(Institute, models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=10, choices=Tie)
    other = models.ForeignKey(Institute, models.PROTECT, related_name="tied")
    period = PeriodField("from, until")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "tie between institutes"
        ordering = ["-period"]
        constraints = [
            not_empty("institute_tie_period"),
            no_overlap("institute_tie_once_at_a_time", "institute", "kind"),
            models.CheckConstraint(name="institute_tie_to_another", condition=~Q(institute=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.institute} {self.get_kind_display()} {self.other}"
