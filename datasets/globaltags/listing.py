"""The lists of global tags and of intervals of validity."""

from __future__ import annotations

from datasets.globaltags import policy
from datasets.globaltags.choices import TONES, OwnerKind, TagState, TagType
from datasets.globaltags.models import GlobalTag, PayloadIov
from datasets.globaltags.panels import MOVES
from portal.listing import Action, Column, Context, Listing
from portal.ui.addresses import page_url


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
    moves = MOVES
    actions = (
        Action("Payloads for a run", "conditions_payloads", policy.SEE),
        Action("Compare", "conditions_comparison", policy.SEE),
    )
    columns = (
        Column("name", "Global tag", primary=True),
        Column("number", kind="number", short=str),
        Column("state", filter="choice", choices=TagState, tones=TONES),
        Column("type", filter="choice", choices=TagType),
        Column("owner_kind", "Kind", filter="choice", choices=OwnerKind),
        Column("owner", filter="exact", shown=False),
        Column("is_default", "Default", filter="choice", kind="flag", shown=False),
        Column("payload_count", "Payloads", kind="number"),
        Column("module_count", "Distinct", kind="number"),
        Column("modified_at", "Modified", kind="instant", filter="dates"),
        Column("modified_by", "Modified by", shown=False),
        Column("complete", "Intervals on record", filter="choice", kind="flag", shown=False),
        Column("description", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"


class IovsListing(Listing):
    """Intervals of validity of the payloads of global tags."""

    name, path = "iovs", "conditions/iovs/"
    model, noun, noun_plural, group = PayloadIov, "interval of validity", "intervals of validity", "Data"
    needs = policy.SEE
    search = ("payload__module",)
    search_label = "Module"
    hits = 0
    counted = (GlobalTag, PayloadIov)
    empty_text = "No intervals of validity are imported."
    columns = (
        Column("payload.module", "Module", name="module", filter="text", primary=True),
        Column("payload.revision", "Revision", name="revision", kind="number", filter="range"),
        Column(
            "tag.name",
            "Global tag",
            name="tag",
            filter="exact",
            href=lambda row: page_url("global_tag", row["tag_id"]),
            uses=("tag_id",),
        ),
        Column("first_exp", "First exp", kind="number", short=str, filter="range"),
        Column("first_run", "First run", kind="number", short=str),
        Column("final_exp", "Final exp", kind="number", short=str),
        Column("final_run", "Final run", kind="number", short=str),
        Column("payload.checksum", "Checksum", name="checksum", kind="code", filter="exact", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
