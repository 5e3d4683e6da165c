import pytest
from django.db import IntegrityError

from portal.accounts.models import DemoMark, Identity, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["Ada", "ada lovelace", "ada@lab.example", "", "-ada", "ädä"])
def test_a_username_that_could_be_mistaken_is_refused_by_the_database(name):
    with pytest.raises(IntegrityError, match="user_username_is_plain"):
        User.objects.bulk_create([User(username=name)])


def test_addresses_are_kept_as_sign_in_compares_them():
    assert User.objects.create_user("ada", "Ada@Lab.Example").email == "ada@lab.example"
    with pytest.raises(IntegrityError, match="user_email_is_lower"):
        User.objects.bulk_create([User(username="bob", email="Bob@lab.example")])


def test_two_accounts_may_share_an_address_because_it_is_no_identity():
    User.objects.create_user("ada", "office@lab.example")
    User.objects.create_user("bob", "office@lab.example")
    assert User.objects.filter(email="office@lab.example").count() == 2


def test_one_subject_of_one_issuer_is_one_account(ada):
    bob = User.objects.create_user("bob")
    Identity.objects.create(user=ada, kind="oidc", issuer="https://a.example", subject="S1")
    Identity.objects.create(user=bob, kind="oidc", issuer="https://b.example", subject="S1")
    Identity.objects.create(user=bob, kind="oidc", issuer="https://a.example", subject="s1")  # subjects have case
    with pytest.raises(IntegrityError, match="identity_is_one_account"):
        Identity.objects.create(user=bob, kind="oidc", issuer="https://a.example", subject="S1")


@pytest.mark.parametrize(("issuer", "subject"), [("", "S1"), ("https://a.example", "")])
def test_half_an_identity_is_none(ada, issuer, subject):
    with pytest.raises(IntegrityError, match="identity_issuer_and_subject"):
        Identity.objects.create(user=ada, kind="oidc", issuer=issuer, subject=subject)


def test_the_demo_is_marked_once():
    DemoMark.objects.create()
    with pytest.raises(IntegrityError, match="demo_mark_is_single"):
        DemoMark.objects.create(pk=2)
