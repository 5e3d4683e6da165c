"""Tables of looks at private fields, privacy notices, acceptances and retention."""

from __future__ import annotations

import hashlib
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.people.models import Person

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class PrivateView(models.Model):
    """Somebody saw private fields: of one person, or (without `person`) in a list of so many people."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="private_views")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=300, help_text="The name of who looked, as it was then.")
    what = models.CharField(max_length=100)
    where = models.CharField(max_length=300)
    people = models.PositiveIntegerField(default=1)
    query = models.TextField(blank=True, help_text="How a list was narrowed, in words.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "look at private fields"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="private_view_of_one", condition=Q(person__isnull=True) | Q(people=1)),
        ]
        indexes = [
            # who looked at me; the lists; what is over
            models.Index(fields=["person", "-at"], name="private_view_person"),
            models.Index(fields=["at"], name="private_view_at"),
        ]

    def __str__(self) -> str:
        return f"{self.who} saw {self.what}"


class NoticeVersion(models.Model):
    """A version of the privacy notice. Once published it never changes."""

    number = models.PositiveIntegerField(unique=True)
    published_on = models.DateField("published")
    text = models.TextField(help_text="Paragraphs separated by empty lines; a line that begins with # is a heading.")
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "version of the privacy notice"
        ordering = ["-number"]
        constraints = [models.CheckConstraint(name="notice_has_a_text", condition=~Q(text=""))]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """The text as ("heading" or "paragraph", words)."""
        found = []
        for block in self.text.replace("\r\n", "\n").split("\n\n"):
            words = " ".join(block.split())
            if words.startswith("#"):
                found.append(("heading", words.lstrip("# ")))
            elif words:
                found.append(("paragraph", words))
        return found


class Acceptance(models.Model):
    """Somebody took note of a version; or somebody else recorded that a person did, on paper. Never changed or removed.

    On paper `user` and `who` tell who recorded it, `person` and `on_behalf_of` who took note.
    """

    version = models.ForeignKey(NoticeVersion, models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="acceptances")
    request = models.PositiveBigIntegerField(
        "membership request", null=True, help_text="Its number: the request may be gone one day, this stays."
    )
    who = models.CharField("by", max_length=300)
    on_behalf_of = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField("accepted", auto_now_add=True)

    class Meta:
        verbose_name = "acceptance of the privacy notice"
        ordering = ["-accepted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user"],
                name="acceptance_once",
                condition=Q(request__isnull=True, on_behalf_of=""),
            ),
            models.UniqueConstraint(
                fields=["version", "person"], name="acceptance_on_paper_once", condition=~Q(on_behalf_of="")
            ),
            models.UniqueConstraint(fields=["version", "request"], name="acceptance_of_a_request_once"),
            models.CheckConstraint(
                name="acceptance_on_paper_of_a_person", condition=Q(on_behalf_of="") | Q(person__isnull=False)
            ),
            models.CheckConstraint(
                name="acceptance_of_somebody", condition=Q(user__isnull=False) | Q(request__isnull=False)
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.on_behalf_of or self.who} accepted {self.version}"


class RetentionRun(models.Model):
    """What the schedule, or somebody of the office, removed on a day: numbers by rule, no names."""

    ran_at = models.DateTimeField("ran", auto_now_add=True)
    on = models.DateField("as of")
    who = models.CharField("by", max_length=300)
    removed = models.JSONField(default=dict, help_text="By rule how many.")

    class Meta:
        verbose_name = "run of the retention"
        ordering = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"retention of {self.on}"
