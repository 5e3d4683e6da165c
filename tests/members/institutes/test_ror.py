"""A ROR record becomes facts, or words that name the field."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.institutes import ror

PLACE = {"country_code": "NO", "lat": 60.5, "lng": 9.25, "name": "Sundridge"}
RECORD = {
    "id": "https://ror.org/00pjdza24",
    "locations": [{"geonames_id": 1, "geonames_details": PLACE}],
    "names": [
        {"value": "USu", "types": ["acronym"]},
        {"value": "University of Sundridge", "types": ["ror_display", "label"]},
    ],
    "links": [
        {"type": "wikipedia", "value": "https://w.example"},
        {"type": "website", "value": "https://sundridge.example"},
    ],
}


def changed(path, value):
    """The record with one value replaced; `...` removes it."""
    record = deepcopy(RECORD)
    table = record
    for key in path[:-1]:
        table = table[key]
    if value is ...:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return json.dumps(record).encode()


def test_the_facts_of_a_record():
    assert ror.read(changed(("id",), RECORD["id"])) == ror.RorRecord(
        "00pjdza24", "University of Sundridge", "Sundridge", "NO", 60.5, 9.25, "https://sundridge.example"
    )


def test_the_example_of_the_schema(shared):
    found = ror.read((shared / "data/authorship/schemas/ror_example_record_v2_1.json").read_bytes())
    assert (found.ror, found.name, found.city, found.country) == (
        "00pjdza24", "University of California System", "Oakland", "US",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("id",), "https://ror.org/00pjdza25", "id: not a ROR id: the check digits"),
        (("id",), ..., "id: is missing"),
        (("id",), 7, "id: must be a text"),
        (("locations",), [], "locations: must have"),
        (("locations",), ["Oslo"], "locations: must be a list of objects"),
        (("locations", 0, "geonames_details"), None, r"locations\[0\].geonames_details: must be an object"),
        (("locations", 0, "geonames_details", "lat"), "60", r"geonames_details.lat: must be a number"),
        (("locations", 0, "geonames_details", "lat"), True, r"geonames_details.lat: must be a number"),
        (("locations", 0, "geonames_details", "lat"), float("nan"), r"geonames_details.lat: must be a number"),
        (("locations", 0, "geonames_details", "lng"), 181, r"geonames_details.lng: must be between"),
        (("locations", 0, "geonames_details", "country_code"), "Norway", "country_code: must be two capital"),
        (("locations", 0, "geonames_details", "name"), "", "geonames_details.name: must be a text"),
        (("names",), ..., "names: is missing"),
        (("names", 1, "types"), ["label"], "names: none of them"),
        (("names", 0, "types"), "acronym", r"names\[0\].types: must be a list"),
        (("names", 1, "value"), "x" * 501, "names: must be at most 500"),
        (("links", 1, "value"), None, r"links\[1\].value: is missing"),
    ],
)
def test_a_bad_field_is_named(path, value, words):
    with pytest.raises(ror.RorError, match=words):
        ror.read(changed(path, value))


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"{", b"[" * 100_000, b" " * 1_000_001])
def test_what_is_no_record_at_all(content):
    with pytest.raises(ror.RorError):
        ror.read(content)


def test_upload_shows_the_changes_and_then_takes_over_what_is_ticked(world, visit):
    institute, client = world.institutes["Sundridge"], visit("office")
    url = f"/institutes/{institute.pk}/ror/"
    bad = client.post(url, {"file": SimpleUploadedFile("x.json", changed(("names",), ...))})
    assert (bad.status_code, "names: is missing" in bad.content.decode()) == (422, True)
    page = client.post(url, {"file": SimpleUploadedFile("x.json", json.dumps(RECORD).encode())})
    assert [row[0] for row in page.context["changes"]] == ["ROR", "city", "latitude", "longitude", "domain"]
    institute.refresh_from_db()
    assert institute.ror == ""
    promise = page.context["promise"]
    assert client.post(url, {"record": promise[:-2], "field": "city"}).status_code == 400
    client.post(url, {"record": promise, "field": ["city", "latitude"]})
    institute.refresh_from_db()
    facts = (institute.city, institute.latitude, institute.longitude, institute.ror)
    assert facts == ("Sundridge", 60.5, 9.25, "")
    assert visit("member").get(url).status_code == 403
