"""What an account finds on the home page: the own request while nobody on record, and who joined lately."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.memberships.models import Membership
from members.requests.models import MembershipRequest
from portal.accounts.models import Identity
from portal.periods import Period
from portal.testing.personas import category, make_person

pytestmark = pytest.mark.django_db
ISSUER = "https://sso.lab.example"


def _card(client: Client, key: str) -> str:
    """The text of one card, empty when it is not there."""
    page = client.get(reverse("home")).content.decode()
    _, found, rest = page.partition(f'id="card-{key}"')
    return rest.partition("</section>")[0] if found else ""


def _request(personas, **more):
    fields = {"family_name": "Appel", "email": "applicant@lab.example", "token": f"t{more.get('subject', '')}"}
    fields |= {"institute": personas.institute, "category": category(), "starts_on": timezone.localdate()}
    return MembershipRequest.objects.create(**fields | more)


def test_an_applicant_sees_the_request_of_the_own_identity_and_no_other(personas, as_persona):
    Identity.objects.create(user=personas["applicant"], kind="oidc", issuer=ISSUER, subject="own")
    own = _request(personas, issuer=ISSUER, subject="own", state="waiting", confirmed_at=timezone.now())
    _request(personas, issuer=ISSUER, subject="other", email="other@lab.example")
    _request(personas, issuer="https://other.example", subject="own ", email="third@lab.example")
    card = _card(as_persona("applicant"), "own-requests")
    assert card.count("<li>") == 1
    assert reverse("join_sent", args=[own.token]) in card
    assert "waiting" in card


def test_an_equal_address_shows_nobody_elses_request(personas, as_persona):
    _request(personas)
    card = _card(as_persona("applicant"), "own-requests")
    assert "<li>" not in card
    assert reverse("join") in card


@pytest.mark.parametrize("persona", ["member", "delegate", "administrator"])
def test_who_is_on_record_or_administers_has_no_such_card(as_persona, persona):
    assert _card(as_persona(persona), "own-requests") == ""


def test_joined_lately_is_who_came_new_not_who_was_renewed_or_has_a_second_address(personas, as_persona):
    today = timezone.localdate()
    week = Period(today - timedelta(days=7), None)
    make_person("Nora", "Newcomer", personas.institute, week)
    renewed = make_person("Rolf", "Renewed", personas.institute, Period(today - timedelta(days=900), week.lower))
    Membership.objects.create(person=renewed, institute=personas.institute, category=category(), period=week)
    twice = make_person("Tove", "Twice", personas.institute, week)
    Membership.objects.create(
        person=twice, institute=personas.institute, category=category(), period=week, position=1, connection="Also at"
    )
    make_person("Lars", "Later", personas.institute, Period(today + timedelta(days=1), None))
    card = _card(as_persona("member"), "joined")
    assert [name for name in ("Nora", "Rolf", "Tove", "Lars") if name in card] == ["Nora", "Tove"]
    assert card.count("<li>") == 2
