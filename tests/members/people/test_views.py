"""The pages on which a record is changed: one's own, and all of them for the office."""

from __future__ import annotations

import pytest

from members.people.models import PersonAddress, PersonIdentifier

PAGES = ("names/", "names/correct/", "names/print/", "addresses/", "identifiers/", "audience/")


@pytest.fixture
def ida(world):
    person = world.person("Ida", "Quist", account="ida")
    world.member(person, "Sundridge")
    return person


def test_the_pages_are_for_the_person_and_the_office(world, visit, ida):
    for who, status in (("ida", 200), ("office", 200), ("member", 403), ("delegate", 403), ("", 302)):
        client = visit(who)
        for page in PAGES:
            assert client.get(f"/people/{ida.pk}/{page}").status_code == status, (who, page)
        buttons = client.get(f"/people/{ida.pk}/").content.decode() if who else ""
        assert (f"/people/{ida.pk}/names/" in buttons) == (status == 200), who


def test_a_name_is_changed_and_refused_on_the_page(world, visit, ida):
    client = visit("ida")
    typed = {"given_name": "Ida", "family_name": "Berg", "on": world.today.isoformat()}
    assert client.post(f"/people/{ida.pk}/names/", typed).status_code == 302
    ida.refresh_from_db()
    assert (ida.full_name, ida.paper_name) == ("Ida Berg", "I. Berg")
    answer = client.post(f"/people/{ida.pk}/names/", typed)
    assert answer.status_code == 422
    assert "The present name is that since" in answer.content.decode()
    assert (
        "a name has letters" in client.post(f"/people/{ida.pk}/names/", typed | {"family_name": "-"}).content.decode()
    )
    answer = client.post(f"/people/{ida.pk}/names/correct/", {"given_name": "Ida", "family_name": "Bergh"})
    assert answer.status_code == 422  # without a reason
    ida.refresh_from_db()
    assert ida.family_name == "Berg"


def test_what_the_person_shows_to_nobody_is_not_on_the_pages_of_the_office(world, visit, ida):
    row = PersonAddress.objects.create(person=ida, address="secret@lab.example", confirmed_at="2024-01-01T00:00Z")
    code = PersonIdentifier.objects.create(person=ida, kind="CERT", value="CN=Secret,O=Grid", issuer="CN=CA,O=Grid")
    client = visit("office")
    assert "secret@lab.example" in client.get(f"/people/{ida.pk}/addresses/").content.decode()
    for field in ("addresses", "certificates"):
        ida.audiences.create(field=field, audience="self")
    assert "secret@lab.example" not in client.get(f"/people/{ida.pk}/addresses/").content.decode()
    assert "CN=Secret" not in client.get(f"/people/{ida.pk}/identifiers/").content.decode()
    assert client.post(f"/people/{ida.pk}/addresses/{row.pk}/retire/").status_code == 404
    assert client.post(f"/people/{ida.pk}/identifiers/{code.pk}/").status_code == 404
    assert "CN=Secret" in visit("ida").get(f"/people/{ida.pk}/identifiers/").content.decode()


def test_the_rows_of_others_are_not_found_under_the_own_address(world, visit, ida):
    other = world.user("member").person
    row = PersonAddress.objects.create(person=other, address="other@lab.example")
    client = visit("ida")
    assert client.post(f"/people/{ida.pk}/addresses/{row.pk}/retire/").status_code == 404
    assert PersonAddress.objects.filter(pk=row.pk).exists()


def test_an_identifier_is_added_and_refused_on_the_page(world, visit, ida):
    client = visit("ida")
    address = f"/people/{ida.pk}/identifiers/"
    answer = client.post(address, {"kind": "CERT", "value": "/C=NO/CN=Ida"})
    assert answer.status_code == 422
    assert "Write the issuer of the certificate." in answer.content.decode()
    assert client.post(address, {"kind": "CERT", "value": "/C=NO/CN=Ida", "issuer": "/C=NO/CN=CA"}).status_code == 302
    row = ida.identifiers.get()
    assert "CN=Ida,C=NO" in client.get(f"/people/{ida.pk}/").content.decode()
    assert client.post(f"{address}{row.pk}/").status_code == 302
    assert not ida.identifiers.exists()
