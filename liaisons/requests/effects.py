"""The mails of a signal-MC request. Each is written in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from liaisons.assignments.queries import liaisons_of, managers
from liaisons.requests.models import Remark, SignalRequest
from members.people.models import Person
from portal.outbox.mail import send_mail
from portal.policy import facts

PATHS_SHOWN = 20
"""Paths that the mail names; the page has all of them."""


def manager_addresses() -> list[str]:
    """The production managers; without one the office, so that no request is left unattended."""
    return _addresses(managers()) or [settings.PORTAL_OFFICE_EMAIL]


def liaison_addresses(request: SignalRequest) -> list[str]:
    """Who filed it, while being a liaison of the group; else the liaisons of today; else who filed it."""
    serving = list(liaisons_of(request.group_id))
    filer = list(Person.objects.filter(user=request.filed_by_id, deceased=False))
    return _addresses(filer if set(filer) & set(serving) else serving) or _addresses(filer)


def _addresses(people: Iterable[Person]) -> list[str]:
    return [person.email for person in people if person.email]


def _tell(to: list[str], template: str, request: SignalRequest, occasion: str, by: Any, **context: Any) -> None:
    if to:
        send_mail(
            to=to,
            template=f"liaisons/mail/{template}",
            context={
                "request": request,
                "who": facts(by).get("name") or str(by),
                "link": settings.BASE_URL + request.get_absolute_url(),
                **context,
            },
            key=f"signal-request:{request.pk}:{occasion}",
            about=request,
        )


def _decided(template: str, request: SignalRequest, by: Any, reason: str, **context: Any) -> None:
    """To the liaison. A submission is decided once, so its instant names the occasion."""
    _tell(liaison_addresses(request), template, request, _occasion(template, request), by, reason=reason, **context)


def _occasion(move: str, request: SignalRequest) -> str:
    assert request.submitted_at is not None, "the constraint signal_request_submitted"
    return f"{move}:{request.submitted_at:%Y%m%dT%H%M%S%f}"


def tell_submitted(request: SignalRequest, by: Any, reason: str) -> None:
    """To the production managers: a request to decide."""
    _tell(manager_addresses(), "submitted", request, _occasion("submitted", request), by, reason=reason)


def tell_returned(request: SignalRequest, by: Any, reason: str) -> None:
    """To the liaison: it came back, and why."""
    _decided("returned", request, by, reason)


def tell_accepted(request: SignalRequest, by: Any, reason: str) -> None:
    """To the liaison: it will be produced."""
    _decided("accepted", request, by, reason)


def tell_stopped(request: SignalRequest, by: Any, reason: str) -> None:
    """To the liaison: it will not be produced after all, and why."""
    _decided("stopped", request, by, reason)


def tell_done(request: SignalRequest, by: Any, reason: str) -> None:
    """To the liaison: the datasets are there. Called when they are tied to the request."""
    paths = list(request.datasets.order_by("path").values_list("path", flat=True))
    _decided("done", request, by, reason, datasets=paths[:PATHS_SHOWN], more=max(0, len(paths) - PATHS_SHOWN))


def tell_remark(remark: Remark, by: Any) -> None:
    """To the other side: what was said. Nobody else hears of a draft."""
    request = remark.request
    to = [*liaison_addresses(request), *(manager_addresses() if request.submitted_at else [])]
    own = {address.lower() for address in (facts(by).get("email"), getattr(by, "email", "")) if address}
    others = [address for address in dict.fromkeys(to) if address.lower() not in own]
    _tell(others, "remark", request, f"remark:{remark.pk}", by, text=remark.text)
