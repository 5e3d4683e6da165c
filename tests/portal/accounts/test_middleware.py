"""Access that ends, and the second factor of administrators."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import get_messages
from django.urls import reverse

from portal.accounts.access import SWITCHED_OFF
from portal.accounts.middleware import NEEDS_FACTOR, SET_UP, SIGNED_OUT
from portal.accounts.models import DemoMark, User
from portal.registry import Access

SECURITY = "/account/security/"
ELSEWHERE = "/account/password/reset/"
ENDED = "Your membership ended on 2026-03-31."


@pytest.fixture
def admin(db):
    return User.objects.create_user("root", "root@lab.example", is_staff=True)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_session_ends_with_the_access_and_says_so(client, ada, access):
    client.force_login(ada)
    assert client.get(SECURITY).status_code == 200
    access(lambda user: Access(False, ENDED))
    response = client.get(SECURITY)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={SECURITY}")
    assert said(response) == [ENDED]
    assert SESSION_KEY not in client.session


def test_the_session_is_over_even_when_the_address_does_not_exist(client, ada, access):
    client.force_login(ada)
    access(lambda user: Access(False, ENDED))
    assert client.get("/no/such/page/").status_code == 404
    assert SESSION_KEY not in client.session


def test_switching_an_account_off_ends_its_session_for_good(client, ada):
    client.force_login(ada)
    User.objects.update(is_active=False)
    response = client.get(ELSEWHERE)
    assert (response.status_code, said(response)) == (302, [SIGNED_OUT])
    User.objects.update(is_active=True)
    assert client.get(SECURITY).status_code == 302


def test_who_was_never_signed_in_is_not_told_so(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/sign-out/").status_code == 302
    assert said(client.get(ELSEWHERE)) == []


def test_every_provider_is_asked_until_one_refuses(client, ada, access, monkeypatch):
    from portal.registry import registry

    asked = []

    def answer(name, allowed):
        return lambda user: asked.append(name) or Access(allowed, ENDED)

    monkeypatch.setattr(registry.access, "_items", [answer("a", True), answer("b", False), answer("c", True)])
    client.force_login(ada)
    assert client.get(SECURITY).status_code == 302
    assert asked == ["a", "b"]


def test_the_api_answers_in_its_own_language(client, ada, access):
    client.force_login(ada)
    access(lambda user: Access(False, ENDED))
    response = client.get("/api/v1/schema/")
    assert (response.status_code, response.json()) == (403, {"detail": ENDED})
    assert SESSION_KEY not in client.session


def test_a_fragment_is_not_replaced_by_the_sign_in_page(client, ada, access):
    client.force_login(ada)
    access(lambda user: Access(False, ENDED))
    response = client.get(SECURITY, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, f"/sign-in/?next={SECURITY}")


def test_machines_that_ask_for_health_are_nobody(client, ada, access, django_assert_num_queries):
    client.force_login(ada)
    access(lambda user: Access(False, ENDED))
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}
    access(lambda user: Access(True))
    assert client.get(SECURITY).status_code == 200


def test_an_administrator_without_a_second_factor_is_led_to_it_from_everywhere(client, admin):
    client.force_login(admin)
    for address in ("/", ELSEWHERE, reverse("account_change_password"), reverse("end_other_sessions")):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, SECURITY)
        assert said(response)[-1] == NEEDS_FACTOR
    assert client.post(ELSEWHERE, {"email": "root@lab.example"})["Location"] == SECURITY
    assert client.get("/api/v1/schema/").json() == {"detail": NEEDS_FACTOR}


def test_what_is_open_during_the_set_up_exists():
    assert [name for name in SET_UP if not reverse(name).startswith(("/account/", "/sign-out/"))] == []


def test_during_the_set_up_its_pages_answer(client, admin, password):
    admin.set_password(password)
    admin.save()
    client.force_login(admin)
    assert client.get(SECURITY).status_code == 200
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": password})
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "mfa_list_webauthn"):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_an_administrator_with_a_second_factor_goes_on(client, admin, kind):
    Authenticator.objects.create(user=admin, type=kind, data={"name": "key"})
    client.force_login(admin)
    assert client.get(ELSEWHERE).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, admin):
    Authenticator.objects.create(user=admin, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(admin)
    assert client.get("/")["Location"] == SECURITY


def test_removing_the_last_second_factor_closes_everything_again(client, admin):
    factor = TOTP.activate(admin, "JBSWY3DPEHPK3PXP").instance
    client.force_login(admin)
    assert client.get(ELSEWHERE).status_code == 200
    factor.delete()
    assert client.get(ELSEWHERE)["Location"] == SECURITY


def test_the_administrator_of_the_demo_is_let_off_only_in_the_demo(client, admin, settings):
    settings.DEMO = True
    DemoMark.objects.create()
    User.objects.filter(pk=admin.pk).update(demo_label="Administrator")
    client.post("/demo/sign-in/", {"username": "root"})
    assert client.get(ELSEWHERE).status_code == 200
    settings.DEMO = False
    assert client.get(ELSEWHERE)["Location"].startswith("/sign-in/")  # the session ends with the demo
    client.force_login(admin)
    assert client.get(ELSEWHERE)["Location"] == SECURITY


def test_who_is_no_administrator_needs_none(client, ada):
    client.force_login(ada)
    assert client.get(ELSEWHERE).status_code == 200


@pytest.mark.parametrize("words", ["", SWITCHED_OFF])
def test_a_refusal_without_words_gets_some(client, ada, access, words):
    access(lambda user: Access(False, words))
    client.force_login(ada)
    assert said(client.get(SECURITY)) == [words or "Your access to this portal has ended."]
