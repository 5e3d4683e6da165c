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
