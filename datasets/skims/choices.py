"""What a skim is, and how it stands in the registry."""

from django.db import models

from portal.ui.tones import Tone


class SkimKind(models.TextChoices):
    """A skim selects events; a flagged group writes one mDST with the marks of all its skims."""

    SKIM = "skim", "skim"
    GROUP = "flagged_group", "flagged group"


class SkimStatus(models.TextChoices):
    """As the registry has it."""

    REGISTERED = "registered", "registered"
    DEPRECATED = "deprecated", "deprecated"
    REPLACED = "replaced", "replaced"


TONES = {SkimStatus.REGISTERED: Tone.OK, SkimStatus.DEPRECATED: Tone.STOP, SkimStatus.REPLACED: Tone.WAIT}
REGISTRY_WORDS = {
    "": SkimStatus.REGISTERED,
    "registered": SkimStatus.REGISTERED,
    "invalid/deprecated": SkimStatus.DEPRECATED,
    "deprecated": SkimStatus.DEPRECATED,
    "replaced in newer registry": SkimStatus.REPLACED,
    "replaced": SkimStatus.REPLACED,
}
"""The status by how registries write it."""
