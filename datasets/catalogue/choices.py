"""Classes and states of datasets."""

from django.db import models

from portal.ui.tones import Tone


class DatasetClass(models.TextChoices):
    """Where a path belongs; only official ones follow the whole grammar."""

    MC = "MC", "MC"
    DATA = "Data", "Data"
    BACKGROUND = "BG", "background"
    USER = "user", "user"
    GROUP = "group", "group"
    OTHER = "other", "other"


class DatasetState(models.TextChoices):
    """Whether a dataset may be used. A withdrawn one stays in the record."""

    GOOD = "good", "good"
    AFFECTED = "affected", "possibly affected"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    DatasetState.GOOD: Tone.OK,
    DatasetState.AFFECTED: Tone.WAIT,
    DatasetState.WITHDRAWN: Tone.STOP,
}
