"""The list of generic event types."""

from __future__ import annotations

from datasets.catalogue import policy
from datasets.catalogue.links import search
from datasets.eventtypes.models import EventType
from datasets.luminosity.units import plain
from portal.listing import Action, Column, Context, Listing


class EventTypesListing(Listing):
    """What is generated under which name."""

    name, path = "event_types", "event-types/"
    model, noun, noun_plural, group = EventType, "event type", "event types", "Data"
    needs = policy.SEE
    ordering = ("name",)
    search = ("name", "process")
    search_label = "Name or process"
    counted = (EventType,)
    actions = (Action("Import event types", "import_start", policy.IMPORT, args=("event_types",)),)
    empty_text = "The production manager can import the event types of the production guide."
    columns = (
        Column("name", "Event type", kind="code", primary=True, href=lambda row: search(event_type=row["name"])),
        Column("process", "Process"),
        Column("cross_section_nb", "Cross section (nb)", kind="number", short=plain, filter="range",
               help="At a collision energy of 10.58 GeV"),
        Column("streams", "Streams", kind="number", short=plain,
               help="How often the luminosity of the data is generated"),
        Column("reuse", "Largest reuse", kind="number", shown=False, help="Of one event of beam background"),
        Column("cpu_per_event", "CPU (s per event)", kind="number", short=plain),
        Column("sizes_kb", "Sizes (kB per event)", help="As the guide lists them, by format"),
        Column("skim", "Systematics skim", shown=False),
        Column("source", "Source", shown=False),
    )  # fmt: skip

    def scope(self, context: Context) -> str:
        return "all"
