"""The list of global tags."""

from __future__ import annotations

from datasets.catalogue import policy
from datasets.globaltags.choices import TONES, TagState
from datasets.globaltags.models import GlobalTag
from portal.listing import Column, Context, Listing


class GlobalTagsListing(Listing):
    """Global tags of the conditions database that were imported."""

    name, path, detail = "globaltags", "globaltags/", "global_tag"
    model, noun, noun_plural, group = GlobalTag, "global tag", "global tags", "Data"
    needs = policy.SEE
    ordering = ("-number",)
    search = ("name", "description")
    search_label = "Name or description"
    counted = (GlobalTag,)
    empty_text = "No global tags are imported; datasets show the numbers in their paths all the same."
    columns = (
        Column("name", "Global tag", primary=True),
        Column("number", kind="number"),
        Column("state", filter="choice", choices=TagState, tones=TONES),
        Column("description", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
