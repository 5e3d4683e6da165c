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
    """Whether a dataset may be used. A withdrawn one stays in the record; what is wrong with one that may be used is
    said by a notice.
    """

    GOOD = "good", "good"
    WITHDRAWN = "withdrawn", "withdrawn"


class Declared(models.TextChoices):
    """How what a producer declares stands to the path. Empty: it declares nothing, or what the path says."""

    ADDS = "adds", "adds to the path"
    DIFFERS = "differs", "mismatch"


class Mark(models.TextChoices):
    """What the open notices are to a dataset or a collection. Empty: there is none."""

    AFFECTED = "affected", "affected"
    POSSIBLE = "possible", "possibly affected"


class ReplicaKind(models.TextChoices):
    """On what a copy lies."""

    DISK = "disk", "disk"
    TAPE = "tape", "tape"


TONES = {
    DatasetState.GOOD: Tone.OK,
    DatasetState.WITHDRAWN: Tone.STOP,
}
MARK_TONES = {Mark.AFFECTED: Tone.STOP, Mark.POSSIBLE: Tone.WAIT}
DECLARED_TONES = {Declared.ADDS: Tone.INFO, Declared.DIFFERS: Tone.WAIT}
UNSKIMMED, WHOLE_LEVELS = ("", "all"), ("", "mdst")
"""General skims that leave nothing out, and data levels that are all events in their usual form."""


def are_whole(skim_code: str, general_skim: str, data_level: str) -> bool:
    """Whether these are all events of a sample once, not a selection of them or another form of them."""
    return not skim_code and general_skim in UNSKIMMED and data_level in WHOLE_LEVELS
