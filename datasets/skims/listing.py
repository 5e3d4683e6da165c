"""The list of skims."""

from __future__ import annotations

from datasets.catalogue import policy
from datasets.skims.models import Skim
from portal.listing import Column, Context, Listing


class SkimsListing(Listing):
    """The registry of skims."""

    name, path, detail = "skims", "skims/", "skim"
    model, noun, noun_plural, group = Skim, "skim", "skims", "Data"
    needs = policy.SEE
    ordering = ("code",)
    search = ("name", "code", "description")
    search_label = "Name, code or description"
    counted = (Skim,)
    empty_text = "Skims are entered by the production manager."
    columns = (
        Column("name", "Skim", primary=True),
        Column("code", kind="code"),
        Column("group", "Working group", filter="choice"),
        Column("flagged", kind="flag", filter="choice"),
        Column("description", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
