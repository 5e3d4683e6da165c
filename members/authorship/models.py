"""Tables of authorship periods, footnotes and author lists."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from members.authorship.choices import ListState, NoteKind
from members.people.models import Person
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url


@counted
@tracked
class Authorship(models.Model):
    """A person signs papers in this period; independent of the memberships of the same days."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="authorships")
    period = PeriodField("signs from, until")
    reason = models.CharField(max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "authorship"
        ordering = ["period"]
        constraints = [not_empty("authorship_period"), no_overlap("authorship_once_at_a_time", "person")]

    def __str__(self) -> str:
        return f"{self.person} signs"


@counted
@tracked
class AuthorNote(models.Model):
    """A footnote of an author, in the words that papers print."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="author_notes")
    kind = models.CharField(max_length=60, choices=NoteKind)
    text = models.CharField(max_length=500)
    period = PeriodField("printed from, until")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "author footnote"
        ordering = ["position", "pk"]
        constraints = [not_empty("author_note_period")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"


@counted
@tracked
class AuthorList(models.Model):
    """A list for one paper. Freezing keeps the content as it is on that day, for ever."""

    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, unique=True, help_text="Report number, arXiv id or DOI.")
    on = models.DateField("as of", help_text="Authors and affiliations of this day.")
    state = models.CharField(max_length=8, choices=ListState, default=ListState.OPEN)
    frozen_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    author_count = models.PositiveIntegerField("authors", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "author list"
        ordering = ["-on", "reference"]
        constraints = [
            models.CheckConstraint(
                name="author_list_frozen_with_content",
                condition=Q(state="open", frozen_at__isnull=True, content__isnull=True)
                | Q(state="frozen", frozen_at__isnull=False, content__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="frozen"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_url("author_list", self.pk)
