"""What a person sees is everything, and the files are right for hostile text."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from members.people.models import PersonAddress
from members.privacy import collecting
from members.requests.models import RequestNote
from tests.members.privacy.conftest import ADDRESS


def held(person):
    return dict(collecting.sections(person))


def test_odd_places_are_found(world, leaver):
    found = held(leaver)
    assert [row["Text"] for row in found["Internal notes on requests"]] == ["She is slow to answer."]
    assert len(found["Record"]) == 2  # the one that was merged into it as well
    assert [row["E-mail"] for row in found["Membership requests"]] == [ADDRESS.upper()]
    assert {row["To"].lower() for row in found["Mails"]} == {ADDRESS.lower()}
    assert any(
        row["By"] == "Office Castellanos" and row.get("Before") == "ines@earlier.example" for row in found["History"]
    )
    assert [row["Subject"] for row in found["Identities"]] == ["ines-77"]


def test_nothing_of_somebody_else_is_in_it(world, leaver):
    text = collecting.as_json(leaver)
    assert "Moreau" not in text
    assert "office@lab.example" not in text


def test_no_key_that_opens_anything_is_told(world, leaver, client):
    client.force_login(leaver.user)
    from members.requests.models import MembershipRequest

    request = MembershipRequest.objects.get(family_name="Gone")
    text = collecting.as_json(leaver)
    for secret in (request.token, client.session.session_key, leaver.user.password):
        assert secret not in text


def test_typing_an_address_shows_nothing_of_its_owner(world):
    """An address that was not confirmed proves nothing."""
    thief, request = world.person("Thea", "Thief"), world.waiting(email="owner@sundridge.example")
    typed = PersonAddress.objects.create(person=thief, address="owner@sundridge.example")
    assert (held(thief)["Membership requests"], held(thief)["Mails"]) == ([], [])
    typed.confirmed_at = request.confirmed_at
    typed.save()
    assert len(held(thief)["Membership requests"]) == 1


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", 'a"b,c\nd', "\tx", "日本 \u202e gnp"])
def test_hostile_names_in_csv_and_json(world, name):
    person = world.person("G", name)
    archive = zipfile.ZipFile(io.BytesIO(collecting.as_zip(person)))
    [row] = list(csv.DictReader(io.StringIO(archive.read("record.csv").decode(), newline="")))
    assert row["Family name"] in (name, f"'{name}")
    assert row["Family name"][:1] not in tuple("=+-@\t")
    assert json.loads(collecting.as_json(person))["sections"]["Record"][0]["Family name"] == name


def test_a_section_without_rows_is_an_empty_file_and_not_missing(world):
    person = world.person("Nobody", "Yet")
    archive = zipfile.ZipFile(io.BytesIO(collecting.as_zip(person)))
    assert archive.read("suspensions.csv") == b""
    assert "signal-mc-requests.csv" in archive.namelist()


def test_notes_on_a_request_of_the_person_by_record(world):
    request = world.waiting(email="aicha@sundridge.example")
    RequestNote.objects.create(request=request, who="Delegate", text="knows her")
    person = world.approve(request)
    assert [row["Text"] for row in held(person)["Internal notes on requests"]] == ["knows her"]
