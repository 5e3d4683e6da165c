"""States of a calibration."""

from django.db import models

from portal.ui.tones import Tone


class CalibrationState(models.TextChoices):
    """How far the calibration of a bucket or chunk is; a released one is in the global tags of its processing."""

    PLANNED = "planned", "planned"
    RUNNING = "running", "running"
    VALIDATION = "validation", "in validation"
    SIGNED_OFF = "signed_off", "signed off"
    RELEASED = "released", "released"


TONES = {
    CalibrationState.PLANNED: Tone.NONE,
    CalibrationState.RUNNING: Tone.INFO,
    CalibrationState.VALIDATION: Tone.WAIT,
    CalibrationState.SIGNED_OFF: Tone.OK,
    CalibrationState.RELEASED: Tone.OK,
}

DATES = {
    CalibrationState.RUNNING: "started_on",
    CalibrationState.VALIDATION: "validation_on",
    CalibrationState.SIGNED_OFF: "signed_off_on",
    CalibrationState.RELEASED: "released_on",
}
"""The day on which a state was reached, in order; a calibration has those of its state and of all before."""
