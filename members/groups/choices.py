"""Kinds of groups and the posts in them."""

from django.db import models


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
