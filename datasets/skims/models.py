"""Table of the skims."""

from django.db import models

from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


@counted
@tracked
class Skim(models.Model):
    """A skim as the registry names it."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=100)
    group = models.CharField("working group", max_length=60, blank=True)
    flagged = models.BooleanField(default=False, help_text="Events are marked in mDST instead of written apart.")
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "skim"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        return page_url("skim", self.pk)
