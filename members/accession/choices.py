"""Where an application or a departure stands."""

from django.db import models

from portal.ui.tones import Tone


class ApplicationState(models.TextChoices):
    """The way of an institute into the collaboration."""

    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    PRESENTED = "presented", "presented"
    ADMITTED = "admitted", "admitted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


TONES = {
    ApplicationState.DRAFT: Tone.NONE,
    ApplicationState.SUBMITTED: Tone.WAIT,
    ApplicationState.PRESENTED: Tone.INFO,
    ApplicationState.ADMITTED: Tone.OK,
    ApplicationState.DECLINED: Tone.STOP,
    ApplicationState.WITHDRAWN: Tone.NONE,
}


class DocumentKind(models.TextChoices):
    """What an institute files."""

    INTENT = "intent", "letter of intent"
    CV = "cv", "CV"
    RECOMMENDATION = "recommendation", "recommendation letter"
    OPERATION = "operation", "statement on maintenance and operation"


class DepartureState(models.TextChoices):
    """A departure takes effect on its day."""

    ANNOUNCED = "announced", "announced"
    DONE = "done", "left"
    WITHDRAWN = "withdrawn", "withdrawn"


DEPARTURE_TONES = {
    DepartureState.ANNOUNCED: Tone.WAIT,
    DepartureState.DONE: Tone.NONE,
    DepartureState.WITHDRAWN: Tone.NONE,
}
