"""Table of the generic event types."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.listing import counted


@counted
class EventType(models.Model):
    """A name that stands in paths of simulated data for a process. NULL and empty: the guide does not say."""

    name = models.CharField(max_length=64, unique=True)
    process = models.CharField(max_length=200, blank=True)
    cross_section_nb = models.DecimalField(
        "cross section (nb)",
        max_digits=14,
        decimal_places=8,
        null=True,
        help_text="At a collision energy of 10.58 GeV.",
    )
    streams = models.DecimalField(
        max_digits=8, decimal_places=3, null=True, help_text="How often the luminosity of the data is generated."
    )
    reuse = models.PositiveIntegerField("largest reuse", null=True, help_text="Of one event of beam background.")
    cpu_per_event = models.DecimalField(
        "CPU per event", max_digits=14, decimal_places=8, null=True, help_text="Seconds."
    )
    sizes_kb = models.CharField(
        "event sizes (kB)", max_length=100, blank=True, help_text="As the guide lists them, by format; largest first."
    )
    skim = models.CharField("systematics skim", max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "event type"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(cross_section_nb=None) | Q(cross_section_nb__gt=0))
                & (Q(streams=None) | Q(streams__gt=0))
                & (Q(cpu_per_event=None) | Q(cpu_per_event__gt=0)),
                name="event_type_numbers",
                violation_error_message="Cross section, streams and CPU time are above zero.",
            )
        ]

    def __str__(self) -> str:
        return self.name
