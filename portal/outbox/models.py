"""The table of effects."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.outbox.choices import EffectState


class EffectQuerySet(models.QuerySet["Effect"]):
    """Adjectives of effects."""

    def waiting(self) -> Self:
        return self.filter(state=EffectState.WAITING)

    def due(self, at: datetime | None = None) -> Self:
        """Waiting, and their time has come; oldest first."""
        return self.waiting().filter(due_at__lte=at or timezone.now()).order_by("due_at", "pk")


class Effect(models.Model):
    """Something that is to happen outside of the database, exactly as decided inside.

    `key` names the effect: asking for it twice makes one. `about` is what it concerns, with its name
    as it was then, so that the row can be read when that is gone.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=500, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=EffectState, default=EffectState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField("next attempt", default=timezone.now)
    last_error = models.TextField("last problem", blank=True)
    created_at = models.DateTimeField("asked for", auto_now_add=True)
    done_at = models.DateTimeField("done", null=True, blank=True)
    held_by = models.CharField(max_length=200, blank=True, help_text="Empty: this site cannot deliver the kind.")
    verb = models.CharField(max_length=60, blank=True, help_text="The action that asked for it.")
    about_model = models.CharField(max_length=100, blank=True)
    about_pk = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=300, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = "effect"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="effect_done_at_a_time",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
            )
        ]
        indexes = [
            # the sweep, and the age of the oldest waiting effect
            models.Index(fields=["due_at", "id"], name="effect_due", condition=Q(state="waiting")),
            # the operations page, newest first, by state
            models.Index(fields=["state", "-created_at", "-id"], name="effect_by_state"),
            models.Index(fields=["-created_at", "-id"], name="effect_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("effect", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == EffectState.WAITING

    def about_object(self) -> models.Model | None:
        """The object that this is about, while it exists."""
        if not self.about_model:
            return None
        return apps.get_model(self.about_model)._base_manager.filter(pk=self.about_pk).first()
