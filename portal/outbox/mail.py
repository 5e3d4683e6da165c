"""Mail: rendered when it is decided, sent when a server takes it.

The text is kept on the effect, so that it says what was true at the decision and can be read on
the operations page. Each recipient gets a message of their own: addresses are not shown to others,
and one that is refused does not hold up the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from email.utils import parseaddr
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import models
from django.template import Context
from django.template.loader import get_template

from portal.outbox.effects import enqueue
from portal.outbox.kinds import Undeliverable, register
from portal.outbox.models import Effect

NO_SERVER = "no mail server configured"


def send_mail(
    *, to: Iterable[str], template: str, context: dict[str, Any], key: str, about: models.Model | None = None
) -> list[Effect]:
    """Ask for one mail to each address of `to`, in the running transaction.

    `<template>.txt` holds the subject in its first line, an empty line, and the text. `key` names the
    occasion; the same occasion mails an address once. Raises ValidationError for what is not an
    address, ValueError when nobody is addressed or the subject is not one line.
    """
    addresses = list(dict.fromkeys(to))
    if not addresses:
        raise ValueError(f"mail {key!r} is for nobody")
    for address in addresses:
        validate_email(address)
    subject, text = render(template, {**context, "site": settings.SITE_NAME, "base_url": settings.BASE_URL})
    return [
        enqueue(
            "mail",
            {"to": address, "subject": subject, "text": text, "message_id": message_id(f"{key}:{address}")},
            key=f"{key}:{address}",
            about=about,
        )
        for address in addresses
    ]


def render(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail template. Raises ValueError when the subject is not exactly one line."""
    source: Any = get_template(f"{template}.txt")
    subject, _, rest = source.template.render(Context(context, autoescape=False)).lstrip("\n").partition("\n")
    gap, _, text = rest.partition("\n")
    if not subject.strip() or gap.strip() or len(subject.splitlines()) != 1:
        raise ValueError(f"{template}.txt: the subject must be one line, followed by an empty one")
    return subject.strip(), text.strip("\n") + "\n"


def message_id(key: str) -> str:
    """The same for every attempt, so that a receiver recognises a mail that was sent twice."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2] or 'localhost'}>"


def no_server() -> str:
    """Why mail is held at this site; empty when it is not."""
    return "" if settings.EMAIL_HOST else NO_SERVER


@register("mail", blocked=no_server)
def deliver(effect: Effect) -> None:
    """Hand the mail to the server. Raises Undeliverable when the server refuses it for good (RFC 5321, 5yz)."""
    mail = effect.payload
    if mail.get("forgotten"):
        raise Undeliverable("its text and recipient were removed")
    message = EmailMessage(
        subject=mail["subject"],
        body=mail["text"],
        to=[mail["to"]],
        headers={"Message-ID": mail["message_id"], "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise (Undeliverable if code >= 500 else ConnectionError)(_said(code, words)) from error
    except SMTPAuthenticationError:
        raise  # the portal's own password: an administrator can mend it
    except SMTPResponseException as error:
        raise (Undeliverable if error.smtp_code >= 500 else ConnectionError)(
            _said(error.smtp_code, error.smtp_error)
        ) from error


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"the mail server said {code} {text}"
