"""The mails of a membership request. Each is written in the transaction that causes it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.memberships.effects import delegate_addresses as old_delegates
from members.memberships.queries import delegates_of
from members.people.models import Person
from members.requests import queries
from members.requests.choices import Alarm
from members.requests.models import Invitation, MembershipRequest
from portal.outbox.mail import send_mail


def _send(request: MembershipRequest, to: list[str], template: str, occasion: str = "", **context: Any) -> None:
    send_mail(
        to=to,
        template=f"members/mail/{template}",
        context={"request": request, **context},
        key=f"membership-request:{request.pk}:{occasion or template}",
        about=request,
    )


def url(name: str, *args: Any) -> str:
    """An absolute address of this site."""
    return settings.BASE_URL + reverse(name, args=args)


def ask_confirmation(request: MembershipRequest, occasion: str = "confirm") -> None:
    """To the applicant: the link that proves the address. The same occasion mails once."""
    _send(
        request,
        [request.email],
        "confirm",
        occasion,
        link=url("join_confirm", queries.confirmation_key(request)),
        state_link=url("join_sent", request.token),
    )


def delegate_addresses(request: MembershipRequest) -> list[str]:
    """Current delegates and deputies with an address; none of them the applicant."""
    delegates = delegates_of(request.institute, timezone.localdate()).exclude(person=request.person_id or 0)
    found = delegates.exclude(person__email="").values_list("person__email", flat=True)
    return [address for address in found if address.lower() != request.email.lower()]


def tell_delegates(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the delegates; without one to the office, so that no request is left unattended."""
    delegates = delegate_addresses(request)
    _send(
        request,
        delegates or [settings.PORTAL_OFFICE_EMAIL],
        "decide",
        nobody=not delegates,
        link=url("membership_request", request.pk),
        two_gates=queries.two_gates(),
        approve_link=url("membership_request_move", request.pk, "endorse" if queries.two_gates() else "approve"),
        queue_link=f"{url('approvals')}?state=waiting",
    )


def tell_endorsed(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the office, which is the second gate: a delegate said yes."""
    _send(
        request,
        [settings.PORTAL_OFFICE_EMAIL],
        "endorsed",
        f"endorsed-{request.endorsed_at:%Y%m%d%H%M%S}",
        who=queries.name_of(request.endorsed_by),
        admit_link=url("membership_request_move", request.pk, "admit"),
        link=url("membership_request", request.pk),
    )


def tell_returned(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the delegates (else the office): the office has sent it back, and why."""
    _send(
        request,
        delegate_addresses(request) or [settings.PORTAL_OFFICE_EMAIL],
        "returned",
        f"returned-{request.waiting_since:%Y%m%d%H%M%S}",
        reason=reason,
        link=url("membership_request", request.pk),
    )


def tell_handed_over(request: MembershipRequest, to: Person, by: Any, reason: str) -> None:
    """To the delegate who has it now."""
    _send(
        request,
        [to.email],
        "handed_over",
        f"handed-over-{request.claimed_at:%Y%m%d%H%M%S%f}",
        who=queries.name_of(by) if getattr(by, "pk", None) else str(by),
        reason=reason,
        link=url("membership_request", request.pk),
    )


def tell_overdue(to: str, requests: list[MembershipRequest], alarm: Alarm, run: str) -> None:
    """One mail to one address about everything of a run that waits too long; `run` names the run."""
    send_mail(
        to=[to],
        template="members/mail/overdue",
        context={
            "requests": [(row, url("membership_request", row.pk)) for row in requests],
            "first": requests[0],
            "alarm": alarm.value,
            "queue_link": f"{url('approvals')}?state=waiting",
        },
        key=f"membership-requests-overdue:{run}",
    )


def tell_invited(invitation: Invitation, by: Any) -> None:
    """To the person invited: who asks, and the link that works once."""
    send_mail(
        to=[invitation.email],
        template="members/mail/invited",
        context={
            "invitation": invitation,
            "who": queries.name_of(by) if getattr(by, "pk", None) else "The membership office",
            "link": url("join_invited", invitation.token),
        },
        key=f"invitation:{invitation.pk}",
        about=invitation,
    )


def tell_old_delegates(request: MembershipRequest) -> None:
    """To the delegates of the place that a transfer leaves: they are told, and need not agree."""
    assert request.leaving is not None
    to = old_delegates(request.leaving.institute, request.leaving.person)
    _send(request, to, "transfer_asked", link=url("person", request.person_id))


def tell_approved(request: MembershipRequest, by: Any, sign_in: str) -> None:
    """To the applicant: welcome, from which day, and how to sign in (`password`, `identity` or `as before`)."""
    _send(request, [request.email], "approved", by=by, sign_in=sign_in, link=url("account_login"))


def tell_declined(request: MembershipRequest, by: Any, reason: str) -> None:
    """To the applicant: declined, and why."""
    _send(request, [request.email], "declined", by=by, reason=reason, link=url("join"))
