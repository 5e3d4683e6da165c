"""Table of the calibrations."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from datasets.calibration.choices import DATES, CalibrationState
from datasets.campaigns.models import Campaign
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


def _dates_of_states() -> Q:
    """Each state has the days on which it and those before were reached, and no others."""
    states = list(CalibrationState)
    fits = Q()
    for at, state in enumerate(states):
        reached = {DATES[before] for before in states[1 : at + 1]}
        fits |= Q(state=state.value, **{f"{name}__isnull": name not in reached for name in DATES.values()})
    return fits


@counted
@tracked
class Calibration(models.Model):
    """The calibration of one part of a campaign: a bucket of prompt data, or a chunk of a reprocessing."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="calibrations", db_index=False)
    part = models.CharField(max_length=64, help_text="One of the parts of the campaign, like bucket40 or chunk2.")
    state = models.CharField(max_length=10, choices=CalibrationState, default=CalibrationState.PLANNED)
    started_on = models.DateField("running since", null=True, blank=True)
    validation_on = models.DateField("in validation since", null=True, blank=True)
    signed_off_on = models.DateField("signed off on", null=True, blank=True)
    released_on = models.DateField("released on", null=True, blank=True)
    validators = models.CharField(
        "validated by", max_length=200, blank=True, help_text="The group or the people who sign off."
    )
    global_tag = models.CharField(
        "global tag", max_length=200, blank=True, help_text="The tag that holds its constants."
    )
    experiments = models.CharField(max_length=200, blank=True, help_text="Numbers and ranges, like 7-8, 10, 12.")
    runs = models.CharField(max_length=400, blank=True, help_text="Numbers and ranges, like 798-3904, 4272-5512.")
    luminosity = models.DecimalField(
        "luminosity", max_digits=12, decimal_places=4, null=True, blank=True, help_text="fb⁻¹"
    )
    remark = models.TextField(blank=True)

    class Meta:
        verbose_name = "calibration"
        ordering = ["campaign", "part"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "part"], name="calibration_once"),
            models.CheckConstraint(
                condition=_dates_of_states(),
                name="calibration_dates_of_states",
                violation_error_message="A calibration has the days of the states that it reached, and no others.",
            ),
            models.CheckConstraint(
                condition=(Q(validation_on=None) | Q(validation_on__gte=F("started_on")))
                & (Q(signed_off_on=None) | Q(signed_off_on__gte=F("validation_on")))
                & (Q(released_on=None) | Q(released_on__gte=F("signed_off_on"))),
                name="calibration_dates_in_order",
                violation_error_message="The days of the states follow each other.",
            ),
            models.CheckConstraint(
                condition=Q(luminosity=None) | Q(luminosity__gte=0),
                name="calibration_luminosity",
                violation_error_message="A luminosity is not negative.",
            ),
        ]

    def __str__(self) -> str:
        return self.part

    def get_absolute_url(self) -> str:
        return page_url("calibration", self.pk)

    @property
    def since(self) -> date | None:
        """The day on which it reached its state."""
        name = DATES.get(CalibrationState(self.state))
        found: date | None = getattr(self, name) if name else None
        return found
