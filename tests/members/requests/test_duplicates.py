"""Who the applicant may be already: hints in words, for names in any order and script, and nothing silently missed."""

from __future__ import annotations

from datetime import date

import pytest

from members.people.models import PersonAddress, PersonIdentifier, PersonName
from members.requests import actions
from members.requests.duplicates import similar_people, similar_requests
from members.requests.models import MembershipRequest
from portal.accounts.claims import Claims
from portal.accounts.models import Identity
from portal.periods import Period

SSO = Claims(kind="oidc", issuer="https://sso.example", subject="u-79")


def found(request):
    return [(item.person.full_name, item.same) for item in similar_people(request)]


def test_names_in_any_order_and_script(world):
    world.person("Taro", "Yamada", native_name="山田 太郎")
    world.person("Yamada", "Tarō")
    world.person("Hanako", "Yamada", native_name="山田花子")
    asked = world.waiting(given_name="YAMADA", family_name="Taro")
    assert found(asked) == [("Yamada Tarō", "name"), ("Taro Yamada", "name")]
    native = world.waiting(given_name="Tarou", family_name="Jamada", native_name="山田太郎")
    assert found(native) == [("Taro Yamada", "name")]


def test_an_earlier_name_counts(world):
    person = world.person("Anna", "Petrova")
    once = Period(date(2010, 1, 1), date(2020, 1, 1))
    PersonName.objects.create(person=person, given_name="Anna", family_name="Sokolova", period=once)
    assert found(world.waiting(given_name="anna", family_name="SOKOLOVA")) == [("Anna Petrova", "earlier name")]


def test_further_addresses_identity_and_certificate(world):
    further, known, holder = (
        world.person("A", "Further"),
        world.person("B", "Known", account="b"),
        world.person("C", "C"),
    )
    PersonAddress.objects.create(person=further, address="Old@lab.example", retired_on=date(2020, 1, 1))
    Identity.objects.create(user=known.user, kind="oidc", issuer=SSO.issuer, subject=SSO.subject)
    PersonIdentifier.objects.create(person=holder, kind="CERT", value="/CN=X", issuer="/CN=CA")
    request = world.waiting(SSO, email="old@LAB.example")
    actions.certify(request, subject="/CN=X", issuer="/CN=CA", by=world.user("office"))
    assert found(request) == [("C C", "certificate"), ("A Further", "further e-mail"), ("B Known", "identity")]
    request.certificate_issuer = "/CN=other CA"  # a subject alone is nobody's
    assert ("C C", "certificate") not in found(request)


def test_a_record_that_was_merged_away_is_not_proposed(world):
    kept = world.person("Aïcha", "Benmoussa")
    world.person("Aïcha", "Benmoussa", merged_into=kept)
    assert [item.person for item in similar_people(world.waiting())] == [kept]


@pytest.mark.parametrize("state", ["unconfirmed", "declined"])
def test_other_open_requests_may_be_the_same_person(world, visit, state):
    request = world.waiting(email="one@lab.example")
    twin = world.waiting(
        given_name="Benmoussa", family_name="Aicha", email="ONE@lab.example", institute=world.institutes["Northgate"]
    )
    settled = world.filed() if state == "unconfirmed" else world.waiting()
    if state == "declined":
        actions.decline(settled, by=world.user("delegate"), reason="no")
    assert [(item.request, item.same) for item in similar_requests(request)] == [(twin, "name, e-mail")]
    page = visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert "Other open requests" in page
    assert "hint, not proof" not in page  # nobody on record; the twin alone
    assert f'href="/approvals/{twin.pk}/"' not in page  # a delegate does not see it, and learns only that it exists
    assert f'href="/approvals/{twin.pk}/"' in visit("office").get(f"/approvals/{request.pk}/").content.decode()


def test_an_equal_address_is_worded_as_a_hint(world, visit):
    world.person("X", "Y", email="one@lab.example")
    request = world.waiting(email="one@lab.example")
    page = visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert "a hint, not proof" in page
    assert MembershipRequest.objects.get(pk=request.pk).person is None
