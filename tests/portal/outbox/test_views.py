"""The operations page: administrators see every effect and its text, and steer it; nobody else."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from portal.accounts.models import User
from portal.outbox import enqueue
from portal.outbox.choices import EffectState
from portal.outbox.delivery import deliver
from portal.outbox.models import Effect

TEXT = "Dear <b>Mary</b>,\n\nyour request & mine: https://a.example/1/\n"


def sign_in(name: str, *, administrator: bool = False) -> Client:
    user = User.objects.create_user(name, is_staff=administrator)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "S"})
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db: None) -> Client:
    return sign_in("ada", administrator=True)


@pytest.fixture
def mail(db: None, settings: object) -> Effect:
    settings.EMAIL_HOST = ""
    payload = {"to": "mary@a.example", "subject": "Your request", "text": TEXT, "message_id": "<1@a.example>"}
    return enqueue("mail", payload, key="filed:1")


def test_the_list_tells_what_is_held_and_why(administrator: Client, mail: Effect) -> None:
    page = administrator.get("/operations/").content.decode()
    assert "1 effect" in page
    assert f'href="/operations/{mail.pk}/"' in page
    for words in ("mary@a.example", "no mail server configured", "held"):
        assert words in page


def test_counts_by_state_link_to_their_rows(administrator: Client, mail: Effect, postman: object) -> None:
    enqueue("test", {}, key="a")
    page = administrator.get("/operations/?state=held").content.decode()
    assert "1 effect" in page
    assert "filed:1" in page
    assert ">a<" not in page


def test_the_text_of_a_mail_can_be_read_and_is_escaped(administrator: Client, mail: Effect) -> None:
    page = administrator.get(f"/operations/{mail.pk}/").content.decode()
    assert '<p>Dear &lt;b&gt;Mary&lt;/b&gt;,</p>\n\n<p>your request &amp; mine: <a href="https://a.example/1/"' in page
    assert "Your request" in page
    assert "<b>Mary" not in page


def test_another_effect_shows_what_it_carries(administrator: Client, postman: object) -> None:
    effect = enqueue("test", {"run": "<7>"}, key="a")
    page = administrator.get(f"/operations/{effect.pk}/").content.decode()
    assert "&lt;7&gt;" in page


def test_retry_and_hold(administrator: Client, postman: object) -> None:
    effect = enqueue("test", {}, key="a")
    assert administrator.post(f"/operations/{effect.pk}/hold/").status_code == 302
    effect.refresh_from_db()
    assert (effect.state, effect.held_by) == (EffectState.HELD, "ada")
    answer = administrator.post(f"/operations/{effect.pk}/hold/", follow=True)
    assert "It cannot be held" in answer.content.decode()
    assert administrator.post(f"/operations/{effect.pk}/retry/").status_code == 302
    effect.refresh_from_db()
    assert (effect.state, effect.held_by) == (EffectState.WAITING, "")


def test_what_is_done_cannot_be_retried(administrator: Client, postman: object) -> None:
    effect = enqueue("test", {}, key="a")
    deliver(effect.pk)
    assert "it is done" in administrator.get(f"/operations/{effect.pk}/").content.decode()
    answer = administrator.post(f"/operations/{effect.pk}/retry/", follow=True)
    assert "Nothing to retry" in answer.content.decode()
    effect.refresh_from_db()
    assert effect.state == EffectState.DONE


@pytest.mark.parametrize("verb", ["retry", "hold"])
def test_only_a_post_steers(administrator: Client, mail: Effect, verb: str) -> None:
    assert administrator.get(f"/operations/{mail.pk}/{verb}/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/operations/", "/operations/{pk}/", "/api/v1/operations/", "/operations/?format=csv"]
)
def test_nobody_else_sees_it(mail: Effect, address: str) -> None:
    url = address.format(pk=mail.pk)
    member = sign_in("mary").get(url)
    assert member.status_code == 403
    assert b"Your request" not in member.content
    assert Client().get(url).status_code in (302, 401, 403)


@pytest.mark.parametrize("verb", ["retry", "hold"])
def test_nobody_else_steers_it(mail: Effect, verb: str) -> None:
    url = f"/operations/{mail.pk}/{verb}/"
    assert sign_in("mary").post(url).status_code == 403
    assert Client().post(url).status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.held_by) == (EffectState.HELD, "")


def test_pages_take_a_fixed_number_of_queries(
    administrator: Client, mail: Effect, postman: object, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        enqueue("test", {}, key=str(number), about=User.objects.get())
    with django_assert_max_num_queries(15):
        administrator.get("/operations/")
