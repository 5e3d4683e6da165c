from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Identity, User

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("link_identity", *arguments, stdout=out)
    return out.getvalue()


def test_an_identity_is_linked_once():
    User.objects.create_user("ada")
    said = "S1 at https://sso.example signs in to the account ada.\n"
    assert run("Ada", "https://sso.example", "S1") == said
    assert run("ada", "https://sso.example", "S1") == said
    assert list(Identity.objects.values_list("kind", "issuer", "subject")) == [("oidc", "https://sso.example", "S1")]


def test_an_identity_of_another_account_is_refused():
    User.objects.create_user("ada")
    User.objects.create_user("bob")
    run("ada", "https://sso.example", "S1")
    with pytest.raises(CommandError, match=r"^S1 at https://sso.example already signs in to the account ada\.$"):
        run("bob", "https://sso.example", "S1")


def test_an_account_that_does_not_exist_is_named():
    with pytest.raises(CommandError, match=r"^There is no account nobody\.$"):
        run("nobody", "https://sso.example", "S1")
