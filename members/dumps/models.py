"""Tables of what is remembered from one dump to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from members.dumps.choices import DateOrder, Subject, Verdict
from members.institutes.models import Institute
from members.people.models import Person
from portal.history import tracked


@tracked
class ColumnMapping(models.Model):
    """What the columns of a dump with these headers mean."""

    signature = models.CharField(max_length=64, unique=True, help_text="Digest of the set of headers.")
    columns = models.JSONField(help_text="By header the field; a header that is not here is not read.")
    date_order = models.CharField("order of dates", max_length=3, choices=DateOrder, blank=True)
    mapped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mapped_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "column mapping"
        ordering = ["-mapped_at"]

    def __str__(self) -> str:
        return ", ".join(sorted(self.columns))[:200]


@tracked
class Decision(models.Model):
    """How somebody decided a conflict; the next dump with the same natural key does not ask again."""

    subject = models.CharField(max_length=10, choices=Subject)
    key = models.CharField(max_length=80, unique=True, help_text="Subject, and digest of the natural key.")
    label = models.CharField(max_length=300, help_text="The row in words.")
    verdict = models.CharField(max_length=4, choices=Verdict)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True, blank=True)
    institute = models.ForeignKey(Institute, models.CASCADE, related_name="+", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "decision about a dump"
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                name="dump_decision_names_what_it_chose",
                condition=~models.Q(verdict="this", subject="person", person__isnull=True)
                & ~models.Q(verdict="this", subject="place", institute__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.get_verdict_display()}"
