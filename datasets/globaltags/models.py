"""Table of the global tags."""

from django.db import models

from datasets.globaltags.choices import TagState
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@counted
@tracked
class GlobalTag(models.Model):
    """A named set of payloads; `number` is its id in the conditions database."""

    number = models.PositiveIntegerField("number", unique=True)
    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=TagState, default=TagState.OPEN)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "global tag"
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("global_tag", self.pk)
