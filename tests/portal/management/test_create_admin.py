import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Session, User
from portal.outbox.models import Effect

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def run(*arguments):
    out = StringIO()
    call_command("create_admin", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_administrator_gets_a_link_and_no_mail(client, settings):
    said = run("Root", "root@lab.example")
    user = User.objects.get()
    assert (user.username, user.is_staff, user.has_usable_password()) == ("root", True, False)
    assert not Effect.objects.exists()
    (link,) = re.findall(rf"^{settings.BASE_URL}(/account/password/reset/\S+)$", said, re.MULTILINE)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert client.post("/sign-in/", {"login": "root", "password": PASSWORD})["Location"] == "/"
    assert client.get("/")["Location"] == "/account/security/"  # and is led to the second factor


def test_a_password_from_a_file(tmp_path):
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    said = run("root", "root@lab.example", "--password-file", str(tmp_path / "password"))
    assert User.objects.get().check_password(PASSWORD)
    assert PASSWORD not in said


@pytest.mark.parametrize(
    ("name", "email", "content", "said"),
    [
        ("root", "root@lab.example", "short\n", "too short"),
        ("root", "root@lab.example", "", "No password can be read"),
        ("root", "no address", PASSWORD, "valid email address"),
        ("r o o t", "root@lab.example", PASSWORD, "small letters"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(tmp_path, name, email, content, said):
    (tmp_path / "password").write_text(content)
    with pytest.raises(CommandError, match=said):
        run(name, email, "--password-file", str(tmp_path / "password"))
    assert not User.objects.exists()


def test_an_existing_account_is_promoted_and_keeps_its_password(client):
    user = User.objects.create_user("ada", "ada@lab.example", PASSWORD)
    client.force_login(user)
    run("ada", "other@lab.example")
    user.refresh_from_db()
    assert (user.is_staff, user.email, user.check_password(PASSWORD)) == (True, "ada@lab.example", True)
    assert Session.objects.count() == 1
