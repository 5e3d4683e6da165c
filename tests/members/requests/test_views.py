"""The public pages of a request: form, confirmation, state; and what they tell to whom."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache

from members.institutes.models import Institute
from members.people.models import Person
from members.requests import actions, queries
from members.requests.models import MembershipRequest
from portal.accounts.claims import SESSION_KEY
from portal.accounts.models import Identity, User


@pytest.fixture
def nobody(visit):
    return visit("")


def errors(answer):
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_a_newcomer_files_confirms_and_gets_no_account(world, nobody, mails):
    accounts = User.objects.count()
    answer = nobody.post("/join/", world.typed(email="new@sundridge.example", given_name="  Aïcha ", message="Hello."))
    request = MembershipRequest.objects.get()
    assert answer["Location"] == f"/join/{request.token}/"
    assert "We sent a mail to <b>new@sundridge.example</b>" in nobody.get(answer["Location"]).content.decode()
    [link] = re.findall(r"/join/confirm/\S+", mails()[0][2])
    assert "Confirm new@sundridge.example" in nobody.get(link).content.decode()
    request.refresh_from_db()
    assert request.state == "unconfirmed"  # looking at the link changes nothing
    assert nobody.post(link)["Location"] == f"/join/{request.token}/"
    request.refresh_from_db()
    assert (request.state, request.given_name, User.objects.count()) == ("waiting", "Aïcha", accounts)
    assert "There is nothing to confirm any more" in nobody.get(link).content.decode()
    assert nobody.post(link).status_code == 302  # a second click is harmless


@pytest.mark.parametrize("path", ["/join/confirm/1/", "/join/confirm/1:x/", "/join/abc/"])
def test_links_that_are_not_ours_find_nothing(world, nobody, path):
    world.filed()
    assert nobody.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/join/confirm/%00/", "/join/%00/", "/join/?category=%00"])
def test_an_address_with_nul_is_refused(world, nobody, path):
    assert nobody.get(path).status_code == 400


def test_whoever_filed_cannot_confirm_from_the_status_page(world, nobody):
    request = world.filed()
    page = nobody.get(f"/join/{request.token}/").content.decode()
    assert queries.confirmation_key(request) not in page
    assert nobody.post(f"/join/confirm/{request.token}/").status_code == 404


def test_the_applicant_withdraws_and_may_file_again(world, nobody):
    request = world.waiting(email="a@b.example")
    nobody.post(f"/join/{request.token}/withdraw/")
    request.refresh_from_db()
    assert request.state == "withdrawn"
    page = nobody.post(f"/join/{request.token}/withdraw/", follow=True).content.decode()
    assert "it is already withdrawn" in page
    assert nobody.post("/join/", world.typed(email="a@b.example")).status_code == 302
    assert nobody.get(f"/join/{request.token}/withdraw/").status_code == 405


def test_the_mail_is_sent_again_while_it_is_of_use(world, nobody, mails):
    request = world.filed()
    page = nobody.post(f"/join/{request.token}/again/", follow=True).content.decode()
    assert f"Another mail is on its way to {request.email}." in page
    assert len(mails()) == 2
    actions.confirm(request, by=actions.APPLICANT)
    page = nobody.post(f"/join/{request.token}/again/", follow=True).content.decode()
    assert "No mail was sent: the request is already waiting." in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"family_name": " \u200b "}, "family_name", "Write the family name; a name has letters."),
        ({"family_name": "1234"}, "family_name", "Write the family name; a name has letters."),
        ({"email": "nowhere"}, "email", "Enter a valid email address."),
        ({"orcid": "0000-0002-1825-0098"}, "orcid", None),
        ({"institute": 10**6}, "institute", None),
        ({"starts_on": "2019-02-29"}, "starts_on", None),
        ({"starts_on": date(2018, 12, 31)}, "starts_on", "Sundridge is in the collaboration only from 2019-03-01."),
        ({"starts_on": date(9999, 12, 31)}, "starts_on", None),
        ({"ends_on": date(9999, 12, 31)}, "ends_on", None),
        (
            {"starts_on": date(2020, 2, 29), "ends_on": date(2020, 2, 28)},
            "ends_on",
            "The last day lies before the first.",
        ),
        (
            {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 2, 28)},
            "ends_on",
            "The last day is over; leave it empty if the end is not known.",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field(world, nobody, changes, field, words):
    answer = nobody.post("/join/", world.typed(**changes))
    assert answer.status_code == 422
    found = errors(answer)
    assert list(found) == [field]
    assert words is None or found[field] == [words]
    assert MembershipRequest.objects.count() == 0


@pytest.mark.parametrize("kind", ["left", "not yet", "external"])
def test_only_institutes_that_people_can_join_are_offered(world, nobody, kind):
    today = world.today
    spans = {"left": (date(2019, 3, 1), today), "not yet": (today + timedelta(days=1), None)}
    since, until = spans.get(kind, (date(2019, 3, 1), None))
    closed = world.institute("Closed", since, until, kind="external" if kind == "external" else "full")
    answer = nobody.post("/join/", world.typed(institute=closed))
    assert list(errors(answer)) == ["institute"]
    assert "Closed" not in [str(row) for row in answer.context["form"].fields["institute"].queryset]


def test_a_first_day_after_the_institute_leaves_is_refused(world, nobody):
    end = world.today + timedelta(days=30)
    leaving = world.institute("Leaving", until=end)
    answer = nobody.post("/join/", world.typed(institute=leaving, starts_on=end))
    assert errors(answer) == {"starts_on": [f"Leaving is in the collaboration only until {end - timedelta(days=1)}."]}
    assert nobody.post("/join/", world.typed(institute=leaving, starts_on=end - timedelta(days=1))).status_code == 302


@pytest.mark.parametrize("address", ["twice@lab.example", "TWICE@lab.example"])
def test_an_equal_open_request_is_refused_at_the_address(world, nobody, address):
    world.filed(email="twice@lab.example")
    answer = nobody.post("/join/", world.typed(email=address))
    assert answer.status_code == 422
    assert errors(answer) == {"email": ["There is already an open request with this e-mail address at this institute."]}


def test_an_empty_site_says_what_is_missing(db, client):
    Institute.objects.all().delete()
    answer = client.get("/join/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "No institute is on record, so nobody could decide" in page
    assert 'name="family_name"' not in page


@pytest.mark.parametrize(("limit", "same_address"), [("2/h/ip,9/h/key", False), ("9/h/ip,2/h/key", True)])
def test_too_many_mails_for_one_network_or_address_are_refused(world, nobody, settings, limit, same_address):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"join": limit}
    cache.clear()
    for number in range(3):
        world.institute(f"Place {number}")
    fields = [
        world.typed(institute=world.institutes[f"Place {number}"], **({"email": "v@b.example"} if same_address else {}))
        for number in range(3)
    ]
    answers = [nobody.post("/join/", typed) for typed in fields]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "asked too often" in answers[2].content.decode()
    assert MembershipRequest.objects.count() == 2
    request = MembershipRequest.objects.first()
    assert "asked too often" in nobody.post(f"/join/{request.token}/again/", follow=True).content.decode()


def test_slips_of_the_pen_do_not_count_as_attempts(world, nobody, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"join": "1/h/ip"}
    for _ in range(3):
        assert nobody.post("/join/", world.typed(email="nowhere")).status_code == 422
    assert nobody.post("/join/", world.typed()).status_code == 302


def test_a_link_of_a_delegate_fills_in_institute_and_category(world, nobody):
    institute, category = world.institutes["Northgate"], world.categories["postdoc"]
    for asked in (category.code, str(category.pk)):
        page = nobody.get(f"/join/?institute={institute.pk}&category={asked}").content.decode()
        assert f'<option value="{institute.pk}" selected>' in page
        assert f'<option value="{category.pk}" selected>' in page
    assert f'value="{world.today.isoformat()}"' in page
    for odd in ("institute=abc&category=x", "institute=%C2%B2&category=999999", "institute=99999999999999999999"):
        assert nobody.get(f"/join/?{odd}").status_code == 200


def test_what_a_sign_on_says_is_filled_in_and_its_identity_kept(world, nobody):
    session = nobody.session
    session[SESSION_KEY] = {
        "kind": "oidc",
        "issuer": "https://sso.example",
        "subject": "u-77",
        "given_name": "Aoi",
        "family_name": "<b>Nakamura</b>",
        "email": "aoi@northgate.example",
        "email_verified": True,
    }
    session.save()
    page = nobody.get("/join/").content.decode()
    assert 'value="&lt;b&gt;Nakamura&lt;/b&gt;"' in page
    assert "<b>Nakamura</b>" not in page
    nobody.post("/join/", world.typed(email="other@northgate.example"))
    request = MembershipRequest.objects.get()
    assert (request.issuer, request.subject, request.state) == ("https://sso.example", "u-77", "unconfirmed")
    assert SESSION_KEY not in nobody.session
    assert not Identity.objects.filter(subject="u-77").exists()
    page = nobody.get(f"/join/confirm/{queries.confirmation_key(request)}/").content.decode()
    assert "<b>u-77</b> at https://sso.example signs in to the account" in page


def test_a_member_finds_the_own_names_filled_in(world, visit):
    page = visit("member").get("/join/").content.decode()
    assert 'value="Moreau"' in page
    assert 'value="member@lab.example"' in page


def test_a_delegate_says_who_the_applicant_is(world, visit):
    known = world.person("Aicha", "Benmoussa", email="old@northgate.example")
    request = world.waiting()
    page = visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert "People of a similar name" in page
    assert f'name="person" value="{known.pk}"' in page
    answer = visit("delegate").post(f"/approvals/{request.pk}/record/", {"person": known.pk}, follow=True)
    assert "Approval adds to the record of" in answer.content.decode()
    request.refresh_from_db()
    assert request.person == known
    visit("delegate").post(f"/approvals/{request.pk}/record/")
    request.refresh_from_db()
    assert request.person is None


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("member", 403), ("applicant", 403), ("", 302)])
def test_nobody_else_says_who_the_applicant_is(world, visit, who, status):
    request = world.waiting()
    person = Person.objects.get(family_name="Moreau")
    answer = visit(who).post(f"/approvals/{request.pk}/record/", {"person": person.pk})
    assert answer.status_code == status
    assert MembershipRequest.objects.get().person is None


@pytest.mark.parametrize("person", ["0", "abc", "999999", "١"])
def test_a_record_that_does_not_exist_is_not_found(world, visit, person):
    request = world.waiting()
    assert visit("delegate").post(f"/approvals/{request.pk}/record/", {"person": person}).status_code == 404
