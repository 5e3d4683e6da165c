"""Local sign-in as a visitor meets it."""

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken
from django.contrib.auth import SESSION_KEY
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, reverse

from portal.accounts.models import Session, User
from portal.outbox.models import Effect
from portal.registry import Access

SIGN_IN = "/sign-in/"
SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(client, login, password, **more):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def signed_in(client):
    return SESSION_KEY in client.session


def errors(response):
    return list(response.context["form"].non_field_errors())


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@lab.example", "Ada@Lab.example", " ada "])
def test_sign_in_by_username_or_address(client, ada, password, login):
    response = sign_in(client, login, password)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(ada.pk)


@pytest.mark.parametrize(
    ("login", "said"),
    [
        ("ada", "The name and the password do not belong together."),
        ("nobody", "The name and the password do not belong together."),
        ("ada@lab.example", "The e-mail address and the password do not belong together."),
        ("nobody@lab.example", "The e-mail address and the password do not belong together."),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(client, ada, login, said):
    assert errors(sign_in(client, login, "wrong horse")) == [said]
    assert not signed_in(client)


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(client, ada, password, onward):
    assert sign_in(client, "ada", password, next=onward)["Location"] == "/"


def test_sign_in_leads_on_to_the_page_that_was_asked_for(client, ada, password):
    assert sign_in(client, "ada", password, next="/account/security/")["Location"] == "/account/security/"


def test_guessing_is_throttled_for_the_right_password_too(client, ada, password):
    for _ in range(5):
        assert errors(sign_in(client, "ada", "wrong horse")) == ["The name and the password do not belong together."]
    said = ["Too many failed attempts. Please wait a few minutes and try again."]
    assert errors(sign_in(client, "ada", password)) == said
    assert errors(sign_in(client, "ada", password)) == said
    assert not signed_in(client)


def test_an_account_that_is_switched_off_is_not_entered(client, ada, password):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert sign_in(client, "ada", password)["Location"] == reverse("account_inactive")
    assert not signed_in(client)


def test_ended_access_is_refused_in_words_before_a_session_exists(client, ada, password, access):
    access(lambda user: Access(False, "Your membership ended on 2026-03-31."))
    response = sign_in(client, "ada", password)
    assert response["Location"] == SIGN_IN
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Your membership ended on 2026-03-31."]
    assert not signed_in(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_signup_by_passkey", "mfa_signup_webauthn"]
)
def test_there_is_no_way_to_register(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-up/", "/signup/", "/accounts/signup/", "/account/signup/"])
def test_no_sign_up_page_answers(client, address):
    assert client.get(address).status_code == 404


def test_a_second_factor_is_asked_and_its_code_works_once(client, ada, password):
    TOTP.activate(ada, SECRET)
    response = sign_in(client, "ada", password)
    assert response["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
    assert client.post(response["Location"], {"code": code})["Location"] == "/"
    assert signed_in(client)

    client.logout()
    sign_in(client, "ada", password)
    replay = client.post(reverse("mfa_authenticate"), {"code": code})
    assert replay.status_code == 200
    assert not signed_in(client)


def test_second_factors_are_encrypted_at_rest_and_survive_a_new_key(ada, settings):
    TOTP.activate(ada, SECRET)
    stored = Authenticator.objects.get().data["secret"]
    assert SECRET not in stored
    assert get_mfa_adapter().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, after the first one leaked"
    assert get_mfa_adapter().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        get_mfa_adapter().decrypt(stored)


def test_a_forgotten_password_is_a_mail_whose_link_is_stored_nowhere(client, ada):
    response = client.post(reverse("account_reset_password"), {"email": "ada@lab.example"})
    assert response["Location"] == reverse("account_reset_password_done")
    effect = Effect.objects.get()
    assert (effect.kind, effect.payload) == (
        "accounts.password_link",
        {"user": ada.pk, "template": "accounts/email/password_reset"},
    )


def test_a_forgotten_password_does_not_tell_who_has_an_account(client, ada):
    known = client.post(reverse("account_reset_password"), {"email": "ada@lab.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@lab.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Effect.objects.count() == 1


def test_single_sign_on_does_not_turn_into_a_password_by_mail(client, ada):
    User.objects.filter(pk=ada.pk).update(password="!")
    ada.identities.create(kind="oidc", issuer="https://sso.example", subject="S1")
    client.post(reverse("account_reset_password"), {"email": "ada@lab.example"})
    assert not Effect.objects.exists()


def test_a_new_second_factor_brings_recovery_codes_and_is_told_by_mail(
    client, ada, password, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    activate = reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate"), {"password": password})
    client.get(activate)
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(activate, {"code": code})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert {factor.type for factor in Authenticator.objects.all()} == {"totp", "recovery_codes"}
    mail = Effect.objects.get().payload
    assert (mail["to"], mail["subject"]) == ("ada@lab.example", "[Collaboration portal] Authenticator App Activated")
    assert secret not in mail["text"]


def test_the_session_knows_its_account_and_where_it_was_begun(client, ada, password):
    client.post(SIGN_IN, {"login": "ada", "password": password}, HTTP_USER_AGENT="Netscape 4 on SunOS" + "x" * 999)
    session = Session.objects.get(session_key=client.session.session_key)
    assert session.user == ada
    assert session.get_decoded()["sign_in"]["agent"] == ("Netscape 4 on SunOS" + "x" * 999)[:200]


def test_sign_out_needs_a_post(client, ada):
    client.force_login(ada)
    assert client.get("/sign-out/").status_code == 200
    assert signed_in(client)
    assert client.post("/sign-out/")["Location"] == "/"
    assert not signed_in(client)


def test_a_flood_is_answered_by_a_page_of_ours(client, ada, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    sign_in(client, "ada", "wrong horse")
    response = sign_in(client, "ada", "wrong horse")
    assert response.status_code == 429
    assert "<h1>Too many requests</h1>" in response.content.decode()
