"""Tables of groups and appointments."""

from __future__ import annotations

from django.db import models

from members.groups.choices import GroupKind, Post
from members.people.models import Person
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url


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

    class Meta:
        verbose_name = "group"
        ordering = ["kind", "name"]

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
