"""The luminosity of data in which as many events are expected as were simulated: their number by the cross section."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from datasets.catalogue.choices import are_whole
from datasets.eventtypes.models import EventType
from datasets.luminosity.units import Luminosity, Unit

ENERGY = "4S"
"""The label of 10.58 GeV, for which the production guide has the cross sections."""
ROUNDED = Context(prec=4)
"""Cross sections have three or four digits."""


def cross_sections(*names: str) -> dict[str, Decimal]:
    """In nb, by event type; of all without names. Those of which the guide does not say it are not there."""
    rows = EventType.objects.filter(name__in=names) if names else EventType.objects.all()
    return {name: found for name, found in rows.values_list("name", "cross_section_nb") if found}


def equivalent(row: Any, events: int | None, known: Mapping[str, Decimal] | None = None) -> Luminosity | None:
    """Of `events` of a dataset, a collection or a line of the progress, rounded to four digits.

    None where it cannot be said: for selected events, for another energy, without a cross section. `known` are the
    cross sections of a caller that asks for many rows.
    """
    whole = are_whole(row.skim_code, row.general_skim, row.data_level)
    if not (events and row.event_type and whole and row.energy == ENERGY):
        return None
    found = (cross_sections(row.event_type) if known is None else known).get(row.event_type)
    return Luminosity.of(ROUNDED.divide(Decimal(events), found), Unit.NB) if found else None


def words(found: Luminosity | None) -> str:
    """In the unit in which it is no tiny number."""
    if found is None:
        return ""
    return found.text(Unit.FB if found.number(Unit.FB) >= Decimal("0.1") else Unit.PB)
