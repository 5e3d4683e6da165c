"""The mails of a membership request. Each is written in the transaction that causes it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.memberships.models import Delegate, MembershipRequest
from portal.outbox.mail import send_mail


def _send(request: MembershipRequest, to: list[str], template: str, occasion: str, **context: Any) -> None:
    if to:
        send_mail(
            to=to,
            template=f"members/mail/{template}",
            context={"request": request, **context},
            key=f"membership-request:{request.pk}:{occasion}",
            about=request,
        )


def url(name: str, *args: Any) -> str:
    """An absolute address of this site."""
    return settings.BASE_URL + reverse(name, args=args)


def ask_confirmation(request: MembershipRequest) -> None:
    """To the applicant: the link that proves the address."""
    _send(request, [request.email], "confirm", "confirm", link=url("join_confirm", request.token))


def delegate_addresses(request: MembershipRequest) -> list[str]:
    """Current delegates with an address; none of them the applicant."""
    people = Delegate.objects.filter(institute=request.institute_id, person__deceased=False).current(timezone.localdate())
    found = people.exclude(person__email="").values_list("person__email", flat=True)
    return [address for address in found if address.lower() != request.email.lower()]


def tell_delegates(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the delegates; without one to the office, so that no request is left unattended."""
    addresses = delegate_addresses(request) or [settings.PORTAL_OFFICE_EMAIL]
    _send(request, addresses, "decide", "decide", link=url("membership_request", request.pk))


def tell_approved(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the applicant: welcome, and from which day."""
    _send(request, [request.email], "approved", "approved", by=by)


def tell_declined(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the applicant: declined, and why."""
    _send(request, [request.email], "declined", "declined", by=by, reason=reason)
