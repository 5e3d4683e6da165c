"""Kinds of groups and the posts in them."""

from django.db import models

from portal.ui.tones import Tone


class GroupKind(models.TextChoices):
    """What a group is there for."""

    WORKING_GROUP = "working_group", "working group"
    PRODUCTION = "production", "production team"
    BOARD = "board", "board"
    COMMITTEE = "committee", "committee"
    OFFICE = "office", "office"


class Post(models.TextChoices):
    """What somebody is in a group, for a term."""

    CHAIR = "chair", "chair"
    COORDINATOR = "coordinator", "coordinator"
    CONVENER = "convener", "convener"
    MANAGER = "manager", "manager"
    LIAISON = "liaison", "liaison"
    SECRETARY = "secretary", "secretary"
    DEPUTY = "deputy", "deputy"
    MEMBER = "member", "member"


LEADING = (Post.CHAIR, Post.COORDINATOR, Post.CONVENER, Post.MANAGER)
"""Whoever holds one of these leads the group, and fills the posts that stand below in `Post`."""


def rank(post: str) -> int:
    """The place of a post in the order of posts; 0 stands highest."""
    return list(Post).index(Post(post))


class Standing(models.TextChoices):
    """Where a day lies in a period."""

    CURRENT = "current", "current"
    FORMER = "former", "former"
    FUTURE = "future", "to come"


STANDING_TONES = {Standing.CURRENT: Tone.OK, Standing.FORMER: Tone.NONE, Standing.FUTURE: Tone.INFO}


class LinkKind(models.TextChoices):
    """What a link of a group leads to."""

    PAGE = "page", "page"
    MEETING = "meeting", "meeting"


class NominationState(models.TextChoices):
    """Where a nomination stands; the moves between are in `lifecycle.py`."""

    PROPOSED = "proposed", "waits for the person"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


NOMINATION_TONES = {
    NominationState.PROPOSED: Tone.WAIT,
    NominationState.ACCEPTED: Tone.OK,
    NominationState.REFUSED: Tone.STOP,
    NominationState.WITHDRAWN: Tone.NONE,
}
