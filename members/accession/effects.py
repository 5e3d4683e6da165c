"""The mails about applications and departures. Each is written in the transaction that causes it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from members.accession import queries
from members.accession.models import Application, Departure
from portal.outbox.mail import send_mail


def _page(obj: Application | Departure) -> str:
    return f"{settings.BASE_URL}{obj.get_absolute_url()}"


def _about_application(application: Application, to: list[str], template: str, **context: Any) -> None:
    send_mail(
        to=to,
        template=f"members/mail/{template}",
        context={"application": application, "link": _page(application), **context},
        key=f"application:{application.pk}:{template}:{application.state}:{application.submitted_at:%Y%m%d%H%M%S}",
        about=application,
    )


def tell_submitted(application: Application, by: Any, reason: str) -> None:
    """To the office: there is an application to bring before the board."""
    _about_application(application, [settings.PORTAL_OFFICE_EMAIL], "application_submitted", by=by)


def tell_moved(application: Application, by: Any, reason: str) -> None:
    """To who filed it and to the contact person: where the application stands now."""
    filer = getattr(application.filed_by, "email", "")
    to = [address for address in (application.contact_email, filer) if address]
    _about_application(application, to, "application_moved", reason=reason)


def _about_departure(departure: Departure, template: str, occasion: str, **context: Any) -> None:
    """To the delegates, who settle where people go on, and to every other member."""
    delegates, others = queries.addresses(departure)
    for role, to in (("delegates", delegates), ("members", others)):
        if to:
            send_mail(
                to=to,
                template=f"members/mail/{template}",
                context={
                    "departure": departure,
                    "link": _page(departure),
                    "is_delegate": role == "delegates",
                    **context,
                },
                key=f"departure:{departure.pk}:{occasion}:{role}",
                about=departure,
            )


def tell_announced(departure: Departure) -> None:
    """To everybody of the institute: it leaves, when and why."""
    _about_departure(departure, "departure_announced", "announced")


def tell_withdrawn(departure: Departure, by: Any, reason: str) -> None:
    """To everybody of the institute: it stays."""
    _about_departure(departure, "departure_withdrawn", "withdrawn", reason=reason)


def remind(departure: Departure, days: int) -> None:
    """To everybody of the institute: the day comes near."""
    _about_departure(departure, "departure_reminder", f"remind-{days}")
