"""The first administrator's way in, and passkeys, in a real browser."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from portal.accounts.middleware import NEEDS_FACTOR
from portal.accounts.models import Session, User

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost, which browsers trust
    return live_server.url


@pytest.fixture
def key(page):
    """A security key in the browser that knows its owner's finger."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda: tools.send("WebAuthn.getCredentials", made)["credentials"]


def sign_in(page, portal, name, password):
    page.goto(f"{portal}/sign-in/")
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page, password):
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Confirm").click()


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_an_administrator_sets_up_an_app_before_anything_else(page, portal, password):
    User.objects.create_user("root", "root@lab.example", password, is_staff=True)
    sign_in(page, portal, "root", password)
    page.wait_for_url(f"{portal}/account/security/")
    assert page.get_by_text(NEEDS_FACTOR).count() == 1
    page.goto(f"{portal}/people/")
    assert page.url == f"{portal}/account/security/"

    page.get_by_role("link", name="Set up an authenticator app").click()
    confirm(page, password)
    page.get_by_label("Authenticator code").fill(code_for(page.locator("form code").inner_text().strip()))
    page.get_by_role("button", name="Switch it on").click()
    page.wait_for_url(re.compile("/recovery-codes/"))
    codes = page.locator("pre").inner_text().split()
    assert len(set(codes)) == 10

    page.goto(f"{portal}/account/password/change/")
    assert page.url == f"{portal}/account/password/change/"
    Session.objects.all().delete()
    sign_in(page, portal, "root", password)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{portal}/")
    assert [session.user.username for session in Session.objects.exclude(user=None)] == ["root"]


def test_a_passkey_alone_signs_in(page, portal, key, ada, password):
    sign_in(page, portal, "ada", password)
    page.goto(f"{portal}/account/2fa/webauthn/add/")
    confirm(page, password)
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url(re.compile("/recovery-codes/"))
    assert [credential["rpId"] for credential in key()] == ["localhost"]
    assert {factor.type for factor in Authenticator.objects.all()} == {"webauthn", "recovery_codes"}

    Session.objects.all().delete()
    page.goto(f"{portal}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{portal}/")
    assert [session.user.username for session in Session.objects.exclude(user=None)] == ["ada"]


def test_a_passkey_is_the_second_step_after_the_password(page, portal, key, ada, password):
    sign_in(page, portal, "ada", password)
    page.goto(f"{portal}/account/2fa/webauthn/add/")
    confirm(page, password)
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url(re.compile("/recovery-codes/"))

    Session.objects.all().delete()
    sign_in(page, portal, "ada", password)
    page.wait_for_url(re.compile("/2fa/authenticate/"))
    assert not Session.objects.exclude(user=None).exists()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{portal}/")
    assert [session.user.username for session in Session.objects.exclude(user=None)] == ["ada"]
