"""Mail about accounts. A link that opens an account is made when the mail leaves, and is stored nowhere."""

from __future__ import annotations

import uuid

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.outbox import Undeliverable, enqueue, register
from portal.outbox import mail as outbox_mail
from portal.outbox.models import Effect

PASSWORD_LINK = "accounts.password_link"  # noqa: S105  the name of a kind of effect


def password_link(user: User) -> str:
    """A link by which its bearer chooses a password, once, within `PASSWORD_RESET_TIMEOUT` seconds.

    It stops working when the password or the e-mail address changes, or when the owner signs in.
    """
    token = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": token})
    return f"{settings.BASE_URL}{path}"


def enqueue_password_link(user: User, template: str) -> Effect:
    """Ask for a mail with such a link."""
    with transaction.atomic():
        return enqueue(
            PASSWORD_LINK,
            {"user": user.pk, "template": template},
            key=f"{PASSWORD_LINK}:{user.pk}:{uuid.uuid4()}",
            about=user,
        )


def enqueue_notice(*, to: str, subject: str, text: str) -> Effect:
    """Ask for a mail whose text is finished and holds no secret."""
    key = f"accounts.notice:{uuid.uuid4()}"
    with transaction.atomic():
        return enqueue(
            "mail",
            {"to": to, "subject": subject, "text": text, "message_id": outbox_mail.message_id(key)},
            key=key,
        )


@register(PASSWORD_LINK, blocked=outbox_mail.no_server)
def deliver_password_link(effect: Effect) -> None:
    """Write the mail now and hand it over. Raises Undeliverable for an account that may not sign in."""
    user = User.objects.filter(pk=effect.payload["user"], is_active=True).exclude(email="").first()
    if user is None:
        raise Undeliverable("there is no such active account with an e-mail address")
    subject, text = outbox_mail.render(
        effect.payload["template"],
        {
            "site": settings.SITE_NAME,
            "base_url": settings.BASE_URL,
            "username": user.username,
            "link": password_link(user),
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        },
    )
    message_id = outbox_mail.message_id(effect.key)
    outbox_mail.deliver(Effect(payload={"to": user.email, "subject": subject, "text": text, "message_id": message_id}))
