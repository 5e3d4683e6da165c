"""The mails about a person's addresses. Each is written in the transaction that causes it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.people import queries
from members.people.models import Person, PersonAddress
from portal.outbox.mail import send_mail


def ask_confirmation(address: PersonAddress) -> None:
    """To the address: the link that proves it. At most once a minute."""
    send_mail(
        to=[address.address],
        template="members/mail/confirm_address",
        context={
            "address": address,
            "person": address.person,
            "link": settings.BASE_URL + reverse("person_address_confirm", args=[queries.confirmation_key(address)]),
        },
        key=f"person-address:{address.pk}:{timezone.now():%Y%m%d%H%M}",
        about=address,
    )


def tell_former_address(person: Person, former: str, by: Any) -> None:
    """To the address that mail went to: it now goes elsewhere, and who said so. The new one is not told."""
    send_mail(
        to=[former],
        template="members/mail/address_changed",
        context={"person": person, "by": by, "office": settings.PORTAL_OFFICE_EMAIL},
        key=f"person-address-changed:{person.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        about=person,
    )
