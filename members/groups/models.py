"""Tables of groups and appointments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.groups.choices import GroupKind, LinkKind, NominationState, Post
from members.people.models import Person
from portal.history import tracked
from portal.listing import counted
from portal.periods import Period, PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url


def since_ever() -> Any:
    """For a group of which nobody knows when it began."""
    return Period(date(1900, 1, 1), None)


@counted
@tracked
class Group(models.Model):
    """A working group, board, office or production team; groups may be nested."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=15, choices=GroupKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    description = models.TextField(blank=True)
    mailing_list = models.EmailField("mailing list", blank=True)
    seats = models.JSONField(
        "posts",
        default=dict,
        blank=True,
        help_text='How many hold each post, for example {"convener": 2}; fewer is a vacancy.',
    )
    period = PeriodField("from, until", default=since_ever)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "group"
        ordering = ["kind", "name"]
        constraints = [not_empty("group_period")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("group", self.pk)


@counted
@tracked
class Appointment(models.Model):
    """A person holds a post in a group for a term."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    group = models.ForeignKey(Group, models.CASCADE, related_name="appointments")
    post = models.CharField(max_length=15, choices=Post)
    period = PeriodField("term")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "appointment"
        ordering = ["group", "post", "person__sort_key"]
        constraints = [
            not_empty("appointment_period"),
            no_overlap("appointment_once_at_a_time", "person", "group", "post"),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} of {self.group}: {self.person}"

    def get_absolute_url(self) -> str:
        return page_url("appointment", self.pk)


@tracked
class GroupLink(models.Model):
    """A page or meeting of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=LinkKind, default=LinkKind.PAGE)
    label = models.CharField(max_length=120)
    url = models.URLField("address", max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "link of a group"
        ordering = ["kind", "position", "label"]
        constraints = [models.UniqueConstraint(fields=["group", "url"], name="group_link_once")]

    def __str__(self) -> str:
        return self.label


@counted
@tracked
class Nomination(models.Model):
    """Somebody is proposed for a post; it becomes an appointment when the person accepts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="nominations")
    group = models.ForeignKey(Group, models.CASCADE, related_name="nominations")
    post = models.CharField(max_length=15, choices=Post)
    period = PeriodField("term")
    state = models.CharField(max_length=10, choices=NominationState, default=NominationState.PROPOSED)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    nominated_at = models.DateTimeField("proposed", auto_now_add=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    appointment = models.OneToOneField(Appointment, models.SET_NULL, null=True, blank=True, related_name="nomination")

    class Meta:
        verbose_name = "nomination"
        ordering = ["-nominated_at"]
        constraints = [
            not_empty("nomination_period"),
            no_overlap("nomination_open_once", "person", "group", "post", condition=Q(state="proposed")),
            models.CheckConstraint(
                name="nomination_answered_at_a_time",
                condition=Q(state="proposed", answered_at__isnull=True)
                | (~Q(state="proposed") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.get_post_display()} of {self.group}"

    def get_absolute_url(self) -> str:
        return page_url("nomination", self.pk)


class VacancyNotice(models.Model):
    """That the office was told of a vacancy: each once, however often the schedule looks."""

    key = models.CharField(max_length=80, unique=True, help_text="The post, and the day on which its holder went.")
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "notice of a vacancy"

    def __str__(self) -> str:
        return self.key
