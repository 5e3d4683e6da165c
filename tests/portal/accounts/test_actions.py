import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.accounts.actions import (
    IdentityTaken,
    close_account,
    end_sessions,
    link_identity,
    make_administrator,
    open_account,
    set_password,
    unlink_identity,
    use_identity,
)
from portal.accounts.claims import Claims
from portal.accounts.models import Identity, Session, User
from portal.history import entries
from portal.outbox.models import Effect

pytestmark = pytest.mark.django_db
EVE = Claims("oidc", "https://sso.example", "S-eve", "Eve", "Example", "eve@lab.example", email_verified=True)


def verbs(obj):
    return [(entry.verb, entry.who, entry.reason) for entry in entries(obj)]


def test_an_account_without_single_sign_on_is_invited_to_choose_a_password(ada):
    user = open_account(username="Eve", email="Eve@lab.example", by=ada, reason="admitted")
    assert (user.username, user.email, user.has_usable_password()) == ("eve", "eve@lab.example", False)
    assert Effect.objects.get().payload == {"user": user.pk, "template": "accounts/email/invitation"}
    assert verbs(user) == [("open account", "ada", "admitted")]


def test_an_account_with_single_sign_on_is_entered_by_it_and_needs_no_password(ada):
    user = open_account(username="eve", email="eve@lab.example", by=ada, claims=EVE)
    assert use_identity("https://sso.example", "S-eve") == user
    assert not Effect.objects.exists()


def test_an_identity_of_somebody_else_opens_no_second_account(ada):
    link_identity(user=ada, kind="oidc", issuer=EVE.issuer, subject=EVE.subject, by=None)
    with pytest.raises(IdentityTaken, match="already signs in to the account ada"):
        open_account(username="eve", email="eve@lab.example", by=ada, claims=EVE)
    assert list(User.objects.values_list("username", flat=True)) == ["ada"]


@pytest.mark.parametrize(("name", "email"), [("ada", "x@lab.example"), ("e v e", ""), ("eve", "no address")])
def test_an_account_that_cannot_be_is_refused(ada, name, email):
    with pytest.raises(ValidationError):
        open_account(username=name, email=email, by=None)
    assert User.objects.count() == 1
    assert not Effect.objects.exists()


def test_linking_twice_changes_nothing(ada):
    first = link_identity(user=ada, kind="oidc", issuer="https://a.example", subject="S1", by=None)
    assert link_identity(user=ada, kind="oidc", issuer="https://a.example", subject="S1", by=None) == first
    assert verbs(first) == [("link identity", "the portal", "")]


def test_an_unlinked_identity_opens_nothing_and_ends_the_sessions(ada, client):
    identity = link_identity(user=ada, kind="oidc", issuer="https://a.example", subject="S1", by=None)
    client.force_login(ada)
    unlink_identity(identity=identity, by=None, reason="left the laboratory")
    assert use_identity("https://a.example", "S1") is None
    assert not Session.objects.exists()


def test_use_is_noted_without_history(ada):
    identity = link_identity(user=ada, kind="oidc", issuer="https://a.example", subject="S1", by=None)
    assert use_identity("https://a.example", "S1") == ada
    assert use_identity("https://a.example", "s1") is None
    identity.refresh_from_db()
    assert identity.last_used_at is not None
    assert len(entries(identity)) == 1


def test_becoming_an_administrator_is_in_the_history_and_passwords_are_not(ada):
    make_administrator(user=ada, by=None, reason="first one")
    set_password(user=ada, password="another horse, another staple", by=None)
    (entry, _) = entries(ada)
    assert (entry.verb, entry.reason) == ("make administrator", "first one")
    assert [tuple(change) for change in entry.changes] == [("administrator", "no", "yes")]


def test_sessions_of_one_account_end_and_others_stay(ada):
    bob = User.objects.create_user("bob")
    mine, phone, his = Client(), Client(), Client()
    for client, user in ((mine, ada), (phone, ada), (his, bob)):
        client.force_login(user)
    assert end_sessions(ada, keep=mine.session.session_key) == 1
    assert [session.user for session in Session.objects.order_by("user__username")] == [ada, bob]
    assert end_sessions(ada) == 1
    assert Session.objects.get().user == bob


def test_a_session_that_nobody_signed_in_to_has_no_account(client):
    session = client.session
    session["as_of"] = "2026-03-31"
    session.save()
    assert Session.objects.get().user is None


def test_accounts_go_with_their_identities_and_sessions(ada, client):
    link_identity(user=ada, kind="oidc", issuer="https://a.example", subject="S1", by=None)
    client.force_login(ada)
    ada.delete()
    assert not Identity.objects.exists()
    assert not Session.objects.exists()


def test_a_closed_account_signs_in_no_more(ada, client):
    client.force_login(ada)
    close_account(user=ada, by=None, reason="died")
    assert not Session.objects.exists()
    assert not User.objects.get(pk=ada.pk).is_active
    assert (entries(ada)[0].verb, entries(ada)[0].reason) == ("close account", "died")
