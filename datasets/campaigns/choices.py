"""Kinds and states of campaigns."""

from django.db import models

from portal.ui.tones import Tone


class CampaignKind(models.TextChoices):
    """What a campaign makes: simulated events, processed data, or a selection of either."""

    PROCESSING = "processing", "processing"
    PROMPT = "prompt", "prompt processing"
    MC_RI = "mc_ri", "run-independent MC"
    MC_RD = "mc_rd", "run-dependent MC"
    SKIM = "skim", "skim"
    SPECIAL = "special", "special processing"


class CampaignState(models.TextChoices):
    """How far it is; an obsolete one is kept for the papers that used it."""

    PLANNED = "planned", "planned"
    RUNNING = "running", "running"
    DONE = "done", "done"
    OBSOLETE = "obsolete", "obsolete"


TONES = {
    CampaignState.PLANNED: Tone.NONE,
    CampaignState.RUNNING: Tone.INFO,
    CampaignState.DONE: Tone.OK,
    CampaignState.OBSOLETE: Tone.STOP,
}


class CalibrationState(models.TextChoices):
    """How far the constants of a bucket or chunk are."""

    PLANNED = "planned", "planned"
    RUNNING = "running", "calibrating"
    VALIDATION = "validation", "in validation"
    APPROVED = "approved", "approved"


CALIBRATION_TONES = {
    CalibrationState.PLANNED: Tone.NONE,
    CalibrationState.RUNNING: Tone.INFO,
    CalibrationState.VALIDATION: Tone.WAIT,
    CalibrationState.APPROVED: Tone.OK,
}


class Verdict(models.TextChoices):
    """What the expert of a detector or subsystem says of the constants."""

    PENDING = "pending", "not looked at"
    GOOD = "good", "good"
    PROBLEM = "problem", "problem"


VERDICT_TONES = {Verdict.PENDING: Tone.NONE, Verdict.GOOD: Tone.OK, Verdict.PROBLEM: Tone.STOP}
