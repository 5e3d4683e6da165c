"""Sign-in with the password of a directory, against OpenLDAP."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from portal.accounts.actions import link_identity
from portal.accounts.models import Identity, User
from portal.testing.servers import free_port, slapd

pytestmark = [pytest.mark.needs("slapd"), pytest.mark.django_db]

BASE = "ou=people,dc=lab,dc=example"
ENTRIES = """\
dn: dc=lab,dc=example
objectClass: domain
dc: lab

dn: ou=people,dc=lab,dc=example
objectClass: organizationalUnit
ou: people

dn: uid=ada,ou=people,dc=lab,dc=example
objectClass: inetOrgPerson
uid: ada
cn: Ada Example
givenName: Ada
sn: Example
mail: ada@directory.example
userPassword: ada-of-the-directory
entryUUID: 11111111-1111-1041-9c1a-000000000001

dn: uid=root,ou=people,dc=lab,dc=example
objectClass: inetOrgPerson
uid: root
cn: Not An Administrator
givenName: Not
sn: Administrator
mail: root@lab.example
userPassword: root-of-the-directory
entryUUID: 11111111-1111-1041-9c1a-000000000002
"""
ADA, ROOT = "11111111-1111-1041-9c1a-000000000001", "11111111-1111-1041-9c1a-000000000002"


@pytest.fixture(scope="module")
def directory():
    with slapd(ENTRIES) as running:
        yield running


@pytest.fixture
def issuer(configure, directory):
    """The portal signs in against the directory; returns the issuer of its identities."""
    configure(directory.environment() | {"PORTAL_LDAP_USER_BASE": BASE})
    return f"{directory.uri}/{BASE}"


def sign_in(client, login, password):
    return client.post("/sign-in/", {"login": login, "password": password})


def test_the_linked_account_is_entered_whatever_its_name(client, issuer):
    user = User.objects.create_user("a.example", "somewhere.else@lab.example")
    identity = link_identity(user=user, kind="ldap", issuer=issuer, subject=ADA, by=None)
    assert sign_in(client, "ada", "ada-of-the-directory")["Location"] == "/"
    assert client.session[SESSION_KEY] == str(user.pk)
    identity.refresh_from_db()
    assert identity.last_used_at is not None
    user.refresh_from_db()
    assert (user.username, user.email) == ("a.example", "somewhere.else@lab.example")


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ada", "wrong"),
        ("ada", "root-of-the-directory"),
        ("*", "ada-of-the-directory"),
        ("ada)(uid=*", "ada-of-the-directory"),
        ("nobody", "ada-of-the-directory"),
        ("uid=ada," + BASE, "ada-of-the-directory"),
    ],
)
def test_a_wrong_name_or_password_signs_nobody_in(client, issuer, login, password):
    link_identity(user=User.objects.create_user("ada"), kind="ldap", issuer=issuer, subject=ADA, by=None)
    response = sign_in(client, login, password)
    assert list(response.context["form"].non_field_errors()) == ["The name and the password do not belong together."]
    assert SESSION_KEY not in client.session


def test_an_entry_with_the_name_and_the_address_of_an_administrator_is_not_one(client, issuer):
    User.objects.create_user("root", "root@lab.example", is_staff=True)
    response = sign_in(client, "root", "root-of-the-directory")
    assert response["Location"] == "/join/"
    assert SESSION_KEY not in client.session
    assert User.objects.count() == 1
    assert not Identity.objects.exists()


def test_an_unlinked_member_lands_on_the_membership_request(client, issuer):
    assert sign_in(client, "ada", "ada-of-the-directory")["Location"] == "/join/"
    assert client.session["join_claims"] == {
        "kind": "ldap",
        "issuer": issuer,
        "subject": ADA,
        "given_name": "Ada",
        "family_name": "Example",
        "email": "ada@directory.example",
        "email_verified": False,
    }


def test_unlinked_members_are_not_throttled_as_if_they_guessed(client, issuer):
    for _ in range(7):
        assert sign_in(client, "ada", "ada-of-the-directory").status_code == 302


def test_guessing_is_throttled_here_too(client, issuer):
    for _ in range(5):
        sign_in(client, "ada", "wrong")
    assert sign_in(client, "ada", "ada-of-the-directory").status_code == 200


def test_a_linked_account_that_is_switched_off_stays_out(client, issuer):
    user = User.objects.create_user("ada", is_active=False)
    link_identity(user=user, kind="ldap", issuer=issuer, subject=ADA, by=None)
    assert sign_in(client, "ada", "ada-of-the-directory")["Location"] == reverse("account_inactive")
    assert SESSION_KEY not in client.session


def test_the_second_factor_is_asked_after_the_directory(client, issuer):
    user = User.objects.create_user("ada")
    link_identity(user=user, kind="ldap", issuer=issuer, subject=ADA, by=None)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert sign_in(client, "ada", "ada-of-the-directory")["Location"] == reverse("mfa_authenticate")
    assert SESSION_KEY not in client.session


def test_local_accounts_go_on_when_the_directory_is_down_and_others_are_told(client, configure, ada, password):
    configure({"PORTAL_LDAP_URI": f"ldap://127.0.0.1:{free_port()}", "PORTAL_LDAP_USER_BASE": BASE})
    response = sign_in(client, "somebody", "of the directory")
    assert list(response.context["form"].non_field_errors()) == [
        "The directory does not answer, so only local accounts can sign in. Please try later."
    ]
    assert sign_in(client, "ada", password)["Location"] == "/"


def test_passwords_do_not_travel_in_the_clear_unless_the_site_says_so(configure, settings):
    configure({"PORTAL_LDAP_URI": "ldap://directory.example", "PORTAL_LDAP_USER_BASE": BASE})
    assert settings.AUTH_LDAP_START_TLS is True
    configure({"PORTAL_LDAP_URI": "ldaps://directory.example"})
    assert settings.AUTH_LDAP_START_TLS is False


@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
def test_through_a_browser(page, live_server, issuer):
    link_identity(user=User.objects.create_user("ada"), kind="ldap", issuer=issuer, subject=ADA, by=None)
    page.goto(f"{live_server.url}/sign-in/?next=/account/security/")
    page.get_by_label("Name or e-mail address").fill("ada")
    page.get_by_label("Password", exact=True).fill("ada-of-the-directory")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/account/security/")
    assert page.get_by_role("cell", name=ADA).count() == 1
