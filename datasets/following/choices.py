"""Kinds of news, and how often they come by mail."""

from django.db import models

from portal.ui.tones import Tone


class NewsKind(models.TextChoices):
    """What happened."""

    NOTICE = "notice", "known issue"
    PUBLISHED = "published", "published"
    SUPERSEDED = "superseded", "superseded"
    WITHDRAWN = "withdrawn", "withdrawn"
    DATASET = "dataset", "dataset"
    CAMPAIGN = "campaign", "campaign"
    SKIM = "skim", "skim"
    SEARCH = "search", "saved search"


class Digest(models.TextChoices):
    """How often unread news are mailed."""

    DAILY = "daily", "every day"
    WEEKLY = "weekly", "once a week"
    OFF = "off", "never"


class AnalysisState(models.TextChoices):
    """Whether an analysis still uses what it declared."""

    ACTIVE = "active", "active"
    ENDED = "ended", "ended"


TONES = {
    NewsKind.NOTICE: Tone.STOP,
    NewsKind.PUBLISHED: Tone.OK,
    NewsKind.SUPERSEDED: Tone.WAIT,
    NewsKind.WITHDRAWN: Tone.STOP,
    NewsKind.DATASET: Tone.WAIT,
    NewsKind.CAMPAIGN: Tone.INFO,
    NewsKind.SKIM: Tone.INFO,
    NewsKind.SEARCH: Tone.NONE,
}
ANALYSIS_TONES = {AnalysisState.ACTIVE: Tone.OK, AnalysisState.ENDED: Tone.NONE}
