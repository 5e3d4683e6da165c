"""Facts of an institute from a ROR record (schema 2.0 or 2.1), read from a file without asking ror.org.

https://ror.readme.io/docs/ror-data-structure says what the fields mean; places come from GeoNames.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from members.people import identifiers

FIELDS = ("ror", "name", "city", "country", "latitude", "longitude", "domain")
"""What a record fills, in the order of the page."""
LENGTHS = {"name": 500, "city": 120, "domain": 200}
RECORD_BYTES = 1_000_000
"""A record has some ten thousand bytes; a dump of the registry is not one."""


class RorError(ValueError):
    """The file is no ROR record; the message names the field."""


@dataclass(frozen=True)
class RorRecord:
    """What the portal keeps of a record."""

    ror: str
    name: str
    city: str
    country: str
    latitude: float
    longitude: float
    domain: str

    def changes(self, institute: Any) -> list[tuple[str, Any, Any]]:
        """(field, now, of the record) where they differ."""
        found = [(name, getattr(institute, name), value) for name, value in asdict(self).items()]
        return [change for change in found if change[1] != change[2] and change[2] not in (None, "")]


def read(content: bytes) -> RorRecord:
    """The record in a file. Raises RorError."""
    if len(content) > RECORD_BYTES:
        raise RorError(f"the file has {len(content):,} bytes; one record has at most {RECORD_BYTES:,}")
    try:
        record = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise RorError(f"the file is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise RorError("the file holds no record: it must be one JSON object")
    checked = identifiers.ror(_text(record, "id", "id"))
    if not checked.value:
        raise RorError(f"id: {checked.problem or 'is missing'}")
    place = _first_place(record)
    return RorRecord(
        ror=checked.value,
        name=_fits("name", _display_name(record), "names"),
        city=_fits("city", _text(place, "name", "locations[0].geonames_details.name"), "locations[0]"),
        country=_country(place),
        latitude=_degrees(place, "lat", 90),
        longitude=_degrees(place, "lng", 180),
        domain=_fits("domain", _page(record), "links"),
    )


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RorError(f"{where}: is missing" if value is None else f"{where}: must be a text")
    return value.strip()


def _fits(field: str, text: str, where: str) -> str:
    if len(text) > LENGTHS[field] or not text.isprintable():
        raise RorError(f"{where}: must be at most {LENGTHS[field]} printable characters")
    return text


def _rows(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = record.get(key)
    if rows is None:
        raise RorError(f"{key}: is missing")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RorError(f"{key}: must be a list of objects")
    return rows


def _first_place(record: dict[str, Any]) -> dict[str, Any]:
    rows = _rows(record, "locations")
    if not rows:
        raise RorError("locations: must have at least one place")
    details = rows[0].get("geonames_details")
    if not isinstance(details, dict):
        raise RorError("locations[0].geonames_details: must be an object")
    return details


def _display_name(record: dict[str, Any]) -> str:
    for number, row in enumerate(_rows(record, "names")):
        types = row.get("types")
        if not isinstance(types, list):
            raise RorError(f"names[{number}].types: must be a list")
        if "ror_display" in types:
            return _text(row, "value", f"names[{number}].value")
    raise RorError("names: none of them has the type ror_display")


def _country(place: dict[str, Any]) -> str:
    where = "locations[0].geonames_details.country_code"
    code = _text(place, "country_code", where)
    if len(code) != 2 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise RorError(f"{where}: must be two capital letters (ISO 3166-1 alpha-2)")
    return code


def _degrees(place: dict[str, Any], key: str, most: int) -> float:
    where = f"locations[0].geonames_details.{key}"
    value = place.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RorError(f"{where}: must be a number")
    if abs(value) > most:
        raise RorError(f"{where}: must be between -{most} and {most}")
    return float(value)


def _page(record: dict[str, Any]) -> str:
    """The website; empty when the record has none, which it may."""
    for number, row in enumerate(_rows(record, "links") if record.get("links") is not None else ()):
        if row.get("type") == "website":
            return _text(row, "value", f"links[{number}].value")
    return ""
