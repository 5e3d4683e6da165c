"""Mail through a real SMTP server: what was decided, to each recipient, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Category
from portal.outbox import send_mail
from portal.outbox.choices import EffectState
from portal.outbox.delivery import deliver, sweep
from portal.outbox.mail import NO_SERVER
from portal.outbox.models import Effect
from portal.testing.servers import SMTPSink, free_port, smtp_sink

Template = Callable[[str], str]
LETTER = "A request of {{ name }}\n\nDear {{ name }},\n\n{{ base_url }} waits.\n"


def configure(settings: object, sink: SMTPSink) -> None:
    for name, value in sink.settings().items():
        setattr(settings, name, value)


def come_due() -> None:
    """The back-off is over."""
    Effect.objects.waiting().update(due_at=timezone.now())


@pytest.fixture
def sink(settings: object) -> object:
    with smtp_sink() as sink:
        configure(settings, sink)
        yield sink


def ask(name: str, to: list[str] | None = None) -> list[Effect]:
    return send_mail(
        to=to or ["mary@a.example"], template=name, context={"name": "Željko O’Brien & Søn"}, key="filed:1"
    )


def test_a_mail_arrives_as_it_was_decided(db: None, sink: SMTPSink, template: Template, settings: object) -> None:
    settings.BASE_URL, settings.DEFAULT_FROM_EMAIL = "https://portal.example", "Portal <portal@lab.example>"
    [effect] = ask(template(LETTER))
    template("Something else\n\nAltogether.\n")
    assert deliver(effect.pk) == EffectState.DONE
    [mail] = sink.messages
    assert mail["Subject"] == "A request of Željko O’Brien & Søn"
    assert mail.get_content().splitlines() == ["Dear Željko O’Brien & Søn,", "", "https://portal.example waits."]
    assert (mail["To"], mail["From"]) == ("mary@a.example", "Portal <portal@lab.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@lab.example>")


def test_each_recipient_gets_one_of_their_own(db: None, sink: SMTPSink, template: Template) -> None:
    ask(template(LETTER), ["mary@a.example", "ada@b.example", "mary@a.example"])
    ask("mail", ["ada@b.example", "late@c.example"])
    sweep()
    assert [mail["To"] for mail in sink.messages] == ["mary@a.example", "ada@b.example", "late@c.example"]
    assert len({mail["Message-ID"] for mail in sink.messages}) == 3


def test_what_a_mail_is_about_is_on_its_effect(db: None, template: Template) -> None:
    category = Category.objects.create(code="trainee", name="PhD student")
    [effect] = send_mail(to=["m@a.example"], template=template(LETTER), context={}, key="a", about=category)
    assert effect.about_object() == category


def test_a_second_attempt_carries_the_same_message_id(db: None, sink: SMTPSink, template: Template) -> None:
    """A worker may die after the server took the mail: the receiver can tell that it is the same."""
    [effect] = ask(template(LETTER))
    for _ in range(2):
        deliver(effect.pk)
        Effect.objects.update(state=EffectState.WAITING, done_at=None, due_at=timezone.now())
    assert len({mail["Message-ID"] for mail in sink.messages}) == 1
    assert len(sink.messages) == 2


@pytest.mark.django_db(transaction=True)
def test_with_the_server_down_the_mail_leaves_later_and_once(settings: object, template: Template) -> None:
    port = free_port()
    configure(settings, SMTPSink(port=port))
    with transaction.atomic():
        [effect] = ask(template(LETTER))
    assert sweep() == 1
    effect.refresh_from_db()
    assert effect.state == EffectState.WAITING
    assert effect.last_error.startswith("ConnectionRefusedError")
    with smtp_sink(port) as sink:
        assert sweep() == 0  # not yet: the back-off runs
        come_due()
        assert sweep() == 1
        come_due()
        assert sweep() == 0
        assert [mail["To"] for mail in sink.messages] == ["mary@a.example"]
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (EffectState.DONE, 2)


@pytest.mark.parametrize(
    ("answer", "state"), [("550 not here", EffectState.FAILED), ("451 come back later", EffectState.WAITING)]
)
def test_a_refused_message(db: None, sink: SMTPSink, template: Template, answer: str, state: EffectState) -> None:
    sink.refuse = answer
    [effect] = ask(template(LETTER))
    assert deliver(effect.pk) == state
    effect.refresh_from_db()
    assert f"the mail server said {answer}" in effect.last_error


class Choosy:
    """A mail server that refuses recipients."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    async def handle_RCPT(self, *session: object) -> str:  # noqa: N802  aiosmtpd's name
        return self.answer


@pytest.mark.parametrize(
    ("answer", "state"), [("550 no such mailbox", EffectState.FAILED), ("450 greylisted", EffectState.WAITING)]
)
def test_a_refused_recipient(db: None, settings: object, template: Template, answer: str, state: EffectState) -> None:
    address = SMTPSink()
    configure(settings, address)
    controller = Controller(Choosy(answer), hostname=address.host, port=address.port)
    controller.start()
    try:
        [effect] = ask(template(LETTER), ["jurgen@bücher.example"])
        assert deliver(effect.pk) == state
    finally:
        controller.stop()
    effect.refresh_from_db()
    assert f"the mail server said {answer}" in effect.last_error


def test_without_a_server_mail_is_held_and_readable(db: None, settings: object, template: Template) -> None:
    settings.EMAIL_HOST = ""
    [effect] = ask(template(LETTER))
    assert (effect.state, effect.last_error, NO_SERVER) == (EffectState.HELD, NO_SERVER, "no mail server configured")
    assert effect.payload["subject"] == "A request of Željko O’Brien & Søn"
    assert sweep() == 0


@pytest.mark.parametrize(
    "address",
    [
        "mary@a.example\nBcc: all@a.example",
        "mary@a.example\r\nX: y",
        "Mary <mary@a.example>",
        "a@a.example, b@a.example",
        "",
    ],
)
def test_what_is_not_one_address_is_refused(db: None, template: Template, address: str) -> None:
    with pytest.raises(ValidationError):
        ask(template(LETTER), ["ada@b.example", address])
    assert not Effect.objects.exists()


@pytest.mark.parametrize(
    "name", ["Mary\nBcc: all@a.example", "Mary\r\nBcc: all@a.example", "Mary\u2028Bcc: x", "Mary\rBcc: x"]
)
def test_a_subject_is_one_line_whatever_a_name_holds(db: None, template: Template, name: str) -> None:
    with pytest.raises(ValueError, match="the subject must be one line"):
        send_mail(to=["ada@b.example"], template=template(LETTER), context={"name": name}, key="a")
    assert not Effect.objects.exists()


@pytest.mark.parametrize("text", ["", "\n\n", "Subject only, and the text\nfollows at once\n"])
def test_a_template_has_subject_gap_and_text(db: None, template: Template, text: str) -> None:
    with pytest.raises(ValueError, match=r"mail\.txt: the subject must be one line, followed by an empty one"):
        ask(template(text))


def test_a_mail_for_nobody_is_an_error(db: None, template: Template) -> None:
    with pytest.raises(ValueError, match="'a' is for nobody"):
        send_mail(to=[], template=template(LETTER), context={}, key="a")
