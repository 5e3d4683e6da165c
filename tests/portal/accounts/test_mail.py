"""The mail that lets somebody in: made when it leaves, through a real SMTP server."""

import re

import pytest
from django.contrib.auth import SESSION_KEY

from portal.accounts.actions import invite
from portal.accounts.mail import password_link
from portal.accounts.models import User
from portal.outbox.choices import EffectState
from portal.outbox.delivery import deliver
from portal.outbox.models import Effect
from portal.testing.servers import smtp_sink

pytestmark = pytest.mark.django_db
NEW = "another horse, another staple"


@pytest.fixture
def sink(settings):
    with smtp_sink() as running:
        for name, value in running.settings().items():
            setattr(settings, name, value)
        yield running


def choose(client, link, password=NEW):
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    return client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_an_invitation_leaves_once_and_its_link_opens_the_account_once(client, sink, settings):
    eve = User.objects.create_user("eve", "eve@lab.example")
    invite(user=eve)
    effect = Effect.objects.get()
    assert deliver(effect.pk) == EffectState.DONE
    assert deliver(effect.pk) is None
    (message,) = sink.messages
    assert (message["To"], message["Subject"]) == ("eve@lab.example", "Your account at Collaboration portal")
    (link,) = re.findall(rf"{settings.BASE_URL}/account/password/reset/\S+-\S+/", message.get_content())
    effect.refresh_from_db()
    assert link.rsplit("-", 1)[1].strip("/") not in str(effect.payload)

    assert choose(client, link).status_code == 302
    eve.refresh_from_db()
    assert eve.check_password(NEW)
    assert SESSION_KEY not in client.session  # whoever held the link still has to sign in
    client.post("/sign-in/", {"login": "eve", "password": NEW})
    assert client.session[SESSION_KEY] == str(eve.pk)
    assert client.get(link.removeprefix(settings.BASE_URL), follow=True).context["token_fail"] is True


@pytest.mark.parametrize("password", ["short", "password1234", "987654321987654321", "eve@lab.example"])
def test_a_password_that_is_easily_guessed_is_refused(client, sink, password):
    eve = User.objects.create_user("eve", "eve@lab.example")
    response = choose(client, password_link(eve), password)
    assert response.status_code == 200
    assert response.context["form"].errors["password1"]


def test_a_link_dies_with_the_address_it_was_meant_for(client):
    eve = User.objects.create_user("eve", "eve@lab.example")
    link = password_link(eve)
    User.objects.update(email="mallory@lab.example")
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    assert page.context["token_fail"] is True


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_nobody_is_let_in_who_may_not(sink, change):
    eve = User.objects.create_user("eve", "eve@lab.example")
    invite(user=eve)
    User.objects.update(**change)
    assert deliver(Effect.objects.get().pk) == EffectState.FAILED
    assert sink.messages == []


def test_without_a_mail_server_it_waits_to_be_released(settings):
    settings.EMAIL_HOST = ""
    invite(user=User.objects.create_user("eve", "eve@lab.example"))
    effect = Effect.objects.get()
    assert (effect.state, effect.last_error) == (EffectState.HELD, "no mail server configured")
