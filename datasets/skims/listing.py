"""The list of skims."""

from __future__ import annotations

from datasets.catalogue import policy
from datasets.skims.choices import TONES, SkimKind, SkimStatus
from datasets.skims.models import Skim, SkimStatistic
from portal.listing import Action, Column, Context, Listing, Row
from portal.ui.addresses import page_url
from portal.ui.numbers import digits


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
    actions = (
        Action("Statistics", "skim_statistics", policy.SEE),
        Action("Import the registry", "import_start", policy.IMPORT, args=("skims",)),
    )
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
        Column("authors", shown=False),
        Column("comment", "Remark of the registry", shown=False),
        Column("parent.code", "Code of its group", name="parent_code", kind="code", shown=False),
        Column("module", "Module", filter="choice", shown=False),
        Column("hadron_cut", "HLT hadron cut", filter="choice", shown=False),
        Column("test_sample", "Test sample", shown=False),
        Column("defined", "Defined in code", shown=False),
        Column("described_in", "Described in", shown=False),
        Column("registry", "Registry", filter="choice", shown=False),
        Column("registered_as", "Status in the registry", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"


class SkimStatisticsListing(Listing):
    """Retention, sizes and costs of skims, as tests measured them."""

    name, path = "skim_statistics", "skim-statistics/"
    model, noun, noun_plural, group = SkimStatistic, "statistic of a skim", "statistics of skims", "Data"
    needs = policy.SEE
    ordering = ("skim__name", "skim__code", "-release", "sample")
    search = ("skim__name", "skim__code", "sample")
    search_label = "Skim, code or sample"
    hits = 0
    counted = (SkimStatistic, Skim)
    actions = (Action("Import statistics", "import_start", policy.IMPORT, args=("skim_statistics",)),)
    empty_text = "The production manager can import what the test tool writes (SkimStats.json)."
    columns = (
        Column(
            "skim.name",
            "Skim",
            name="skim",
            primary=True,
            href=lambda row: page_url("skim", row["skim_id"]),
            uses=("skim_id",),
        ),
        Column("skim.code", "Code", name="code", kind="code", filter="exact"),
        Column("skim.group", "Working group", name="group", filter="choice", shown=False),
        Column("sample", filter="choice"),
        Column("release", filter="choice"),
        Column("input_events", "Input events", kind="number", shown=False),
        Column("skimmed_events", "Skimmed events", kind="number", shown=False),
        Column("retention", "Retention (%)", kind="number", short=digits, filter="range"),
        Column("size_retention", "Size retention (%)", kind="number", short=digits, filter="range"),
        Column("cpu_per_event", "CPU (s per event)", kind="number", short=digits, shown=False),
        Column("hs06_per_event", "HS06 s per event", kind="number", short=digits, filter="range"),
        Column("kb_per_skimmed_event", "kB per skimmed event", kind="number", short=digits),
        Column("kb_per_input_event", "kB per input event", kind="number", short=digits, shown=False),
        Column("log_kb", "Log (kB)", kind="number", short=digits, shown=False),
        Column("multiplicity", "Candidates per event", kind="number", short=digits, shown=False),
        Column("memory_mb", "Memory (MB)", kind="number", short=digits),
        Column("memory_max_mb", "Largest memory (MB)", kind="number", short=digits, shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
