"""Columns that the lists of people share: where somebody belongs on the day of the list."""

from __future__ import annotations

from typing import Any

from members.people.queries import affiliation, whole_affiliation
from portal.listing import Bundle, Column
from portal.ui.addresses import page_url

PLACE = Bundle("affiliation", lambda context: whole_affiliation(context.on))
"""The first membership that is current on the day: `institute_id`, `institute`, `country` and `category`."""


def place(name: str, label: str, **options: Any) -> Column:
    """The column `name` of that membership."""
    return Column(
        name, label, filter="choice", bundle=PLACE, expr=lambda context: affiliation(name, context.on), **options
    )


def institute_url(row: Any) -> str:
    """The page of the institute, for a row with one of these columns."""
    return page_url("institute", row[PLACE.name]["institute_id"]) if row[PLACE.name] else ""
