"""Tables of the institutes."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from members.institutes.choices import InstituteKind, InstituteStatus
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, not_empty
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
    period = PeriodField("in the collaboration")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "institute"
        ordering = ["name", "pk"]
        constraints = [not_empty("institute_period")]
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

    class Meta:
        verbose_name = "identifier of an institute"
        constraints = [models.UniqueConstraint(fields=["institute", "source", "value"], name="institute_identifier")]

    def __str__(self) -> str:
        return f"{self.source} {self.value}"
