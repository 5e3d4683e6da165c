"""The list of skims."""

from __future__ import annotations

from datasets.catalogue import policy
from datasets.skims.choices import TONES, SkimKind, SkimStatus
from datasets.skims.models import Skim
from portal.listing import Action, Column, Context, Listing, Row
from portal.ui.addresses import page_url


def _group(row: Row) -> str:
    return page_url("skim", row["parent_id"]) if row["parent_id"] else ""


class SkimsListing(Listing):
    """The registry of skims."""

    name, path, detail = "skims", "skims/", "skim"
    model, noun, noun_plural, group = Skim, "skim", "skims", "Data"
    needs = policy.SEE
    ordering = ("code",)
    search = ("name", "code", "description")
    search_label = "Name, code or description"
    counted = (Skim,)
    actions = (Action("Import the registry", "import_start", policy.IMPORT, args=("skims",)),)
    empty_text = "The production manager can import the registry of skims."
    columns = (
        Column("name", "Skim", primary=True),
        Column("code", kind="code"),
        Column("group", "Working group", filter="choice"),
        Column("kind", filter="choice", choices=SkimKind),
        Column("parent.name", "Flagged in", name="parent", filter="choice", href=_group, uses=("parent_id",)),
        Column("status", "Status", filter="choice", choices=SkimStatus, tones=TONES),
        Column("replaced_by.code", "Replaced by", name="replaced_by", kind="code", shown=False),
        Column("category", filter="choice", shown=False),
        Column("contact", shown=False),
        Column("output", "Writes", filter="choice", shown=False),
        Column("description", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
