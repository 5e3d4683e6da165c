"""The list of decay files."""

from __future__ import annotations

from liaisons.decayfiles import policy
from liaisons.decayfiles.choices import TONES, FileKind, Verdict
from liaisons.decayfiles.models import DecayFile
from portal.listing import Column, Context, Listing
from portal.listing.base import Action

SHOWN = 70
"""Characters of a descriptor in the list; exports have all of it."""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


class DecayFilesListing(Listing):
    """Decay files with what their headers say and what the check found."""

    name, path, detail = "decay_files", "decay-files/", "decay_file"
    model, noun, noun_plural, group = DecayFile, "decay file", "decay files", "Requests"
    needs = policy.LIST
    ordering = ("event_type", "-uploaded_at", "pk")
    search = ("event_type", "nickname", "descriptor", "file_name", "responsible")
    search_label = "Event type, nickname or decay"
    counted = (DecayFile,)
    actions = (
        Action("Import a folder", "import_start", policy.HAND_IN, args=("decay_files",)),
        Action("Hand in a file", "decay_file_new", policy.HAND_IN),
    )
    empty_text = "Liaisons hand them in, on their own or with a request."
    columns = (
        Column("file_name", "File", kind="code", primary=True),
        Column("event_type", "Event type", kind="code", filter="text"),
        Column("nickname", "Nickname"),
        Column("descriptor", "Descriptor", short=_short),
        Column("working_groups", "Working group", filter="choice"),
        Column("verdict", "Check", filter="choice", choices=Verdict, tones=TONES),
        Column("finding_count", "Findings", kind="number", shown=False),
        Column("kind", "Kind", filter="choice", choices=FileKind, shown=False),
        Column("responsible", "Responsible", shown=False),
        Column("dated", "Dated", kind="date", shown=False),
        Column("uploaded_at", "Handed in", kind="instant", filter="dates"),
    )

    def scope(self, context: Context) -> str:
        return "all"
