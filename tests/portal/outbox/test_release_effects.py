"""The command that lets go what waited for a mail server."""

import pytest
from django.core.management import CommandError, call_command

from portal.outbox import enqueue
from portal.outbox.delivery import sweep
from portal.outbox.models import Effect


def test_held_mail_is_released_when_there_is_a_server(
    db: None, postman: object, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_HOST = "localhost"
    postman.blocked = "not yet"
    enqueue("test", {}, key="a")
    postman.blocked = ""
    call_command("release_effects", kind="test")
    assert capsys.readouterr().out == "Released 1 effects; the next sweep delivers them.\n"
    assert sweep() == 1
    assert postman.delivered == ["a"]


def test_what_cannot_be_delivered_stays_held_and_says_why(db: None, postman: object, settings: object) -> None:
    settings.EMAIL_HOST = ""
    enqueue("mail", {}, key="a")
    with pytest.raises(CommandError, match="mail stays held: no mail server configured"):
        call_command("release_effects", kind="mail")
    assert not Effect.objects.waiting().exists()


def test_an_unknown_kind_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="there are no effects of kind 'telegram'"):
        call_command("release_effects", kind="telegram")
