"""Event types of the demo with the numbers by which its productions are made."""

from __future__ import annotations

from decimal import Decimal

from datasets.demo import runs
from datasets.eventtypes.models import EventType

PROCESS = {
    "uubar": "e+e- → u ubar", "ddbar": "e+e- → d dbar", "ssbar": "e+e- → s sbar", "ccbar": "e+e- → c cbar",
    "charged": "Υ(4S) → B+ B-", "mixed": "Υ(4S) → B0 anti-B0", "taupair": "e+e- → τ+ τ-", "mumu": "e+e- → μ+ μ-",
    "gg": "e+e- → γγ", "ee": "Bhabha scattering", "eeee": "e+e- e+e-", "eemumu": "e+e- μ+ μ-",
}  # fmt: skip


def load() -> str:
    """Bring in the event types; says in words how many."""
    made = EventType.objects.bulk_create(
        EventType(
            name=kind.name,
            process=PROCESS.get(kind.name, ""),
            cross_section_nb=Decimal(str(kind.cross_section)),
            streams=Decimal(str(kind.streams)),
            sizes_kb=str(kind.event_size),
            source="Invented for the demo",
        )
        for kind in (*runs.MAIN, *runs.LOW_MULTIPLICITY, *runs.RARE, *runs.ABOVE_4S)
    )
    return f"{len(made)} event types"
