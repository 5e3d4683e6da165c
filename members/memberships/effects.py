"""The mails of a membership's life. Each is written in the transaction that causes it; the dead get none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.institutes.models import Institute
from members.memberships.models import Membership, Suspension
from members.memberships.queries import delegates_of
from members.memberships.rules import DAY
from members.people.models import Person
from portal.outbox.mail import send_mail


def address_of(person: Person) -> list[str]:
    """Where somebody reads mail; nothing for who has died, and for who has no address."""
    return [person.email] if person.email and not person.deceased else []


def delegate_addresses(institute: Institute, but: Person) -> list[str]:
    """The delegates and deputies of today except the person; without one the office, so that nothing is left."""
    rows = delegates_of(institute, timezone.localdate()).exclude(person=but).exclude(person__email="")
    return list(rows.values_list("person__email", flat=True)) or [settings.PORTAL_OFFICE_EMAIL]


def url(name: str, *args: Any) -> str:
    """An absolute address of this site."""
    return settings.BASE_URL + reverse(name, args=args)


def mail(membership: Membership, to: Iterable[str], template: str, key: str, **context: Any) -> bool:
    """One mail about a membership to each address, once for each occasion; False when there is nobody to mail."""
    addresses = list(to)
    if not addresses:
        return False
    last = None if membership.period.upper is None else membership.period.upper - DAY
    send_mail(
        to=addresses,
        template=f"members/mail/{template}",
        context={
            "membership": membership,
            "person": membership.person,
            "institute": membership.institute,
            "last": last,
            "link": url("person", membership.person_id),
            **context,
        },
        key=f"membership:{membership.pk}:{key}",
        about=membership.person,
    )
    return True


def _now() -> str:
    """Marks an occasion that may come again, such as a second renewal to the same day."""
    return timezone.now().isoformat(timespec="microseconds")


def tell_renewed(membership: Membership, by: Any) -> None:
    """To the person: until when it goes on."""
    mail(membership, address_of(membership.person), "renewed", f"renewed:{_now()}")


def tell_ended(membership: Membership, by: Any) -> None:
    """To the person: the last day, and what it means."""
    mail(membership, address_of(membership.person), "ended", f"ended:{_now()}")


def ask_renewal(membership: Membership) -> None:
    """To the delegates: the person asks for a later end."""
    to = delegate_addresses(membership.institute, membership.person)
    mail(membership, to, "ask_renewal", f"ask:{_now()}", link=url("renewals", membership.institute_id))


def tell_not_renewing(membership: Membership, by: Any) -> None:
    """To the delegates: the person will not renew."""
    to = delegate_addresses(membership.institute, membership.person)
    mail(membership, to, "not_renewing", f"not-renewing:{_now()}")


def tell_transferred(left: Membership, made: Membership, by: Any) -> None:
    """To the delegates of the old place: who goes where, and when."""
    to = delegate_addresses(left.institute, left.person)
    mail(left, to, "transferred", f"transferred:{made.pk}", made=made)


def tell_reactivated(made: Membership, by: Any) -> None:
    """To the person: a member again."""
    mail(made, address_of(made.person), "reactivated", "reactivated", link=url("account_login"))


def remind(membership: Membership, last: date, days: int, on: date) -> bool:
    """To the person: the end is near, or was. False when there is nobody to mail."""
    to = address_of(membership.person)
    return mail(membership, to, "expiry", f"reminder:{last}:{days}", over=last < on)


def policy_mail(membership: Membership, occasion: str, on: date, days: int) -> bool:
    """To the person: what a policy of the by-laws says."""
    to = address_of(membership.person)
    return mail(membership, to, "policy", f"policy:mail:{occasion}:{on}:{days}", occasion=occasion, on=on)


def policy_delegates(membership: Membership, occasion: str, on: date, days: int) -> bool:
    """To the delegates: they must decide."""
    return mail(
        membership,
        delegate_addresses(membership.institute, membership.person),
        "policy_delegate",
        f"policy:tell-delegate:{occasion}:{on}:{days}",
        occasion=occasion,
        on=on,
        link=url("renewals", membership.institute_id),
    )


def _about_suspension(suspension: Suspension, template: str) -> None:
    person = suspension.person
    if address_of(person):
        send_mail(
            to=address_of(person),
            template=f"members/mail/{template}",
            context={"person": person, "suspension": suspension, "office": settings.PORTAL_OFFICE_EMAIL},
            key=f"suspension:{suspension.pk}:{template}",
            about=person,
        )


def tell_suspended(suspension: Suspension) -> None:
    """To the person: that access ends; the reason is told by people."""
    _about_suspension(suspension, "suspended")


def tell_lifted(suspension: Suspension) -> None:
    """To the person: access is back."""
    _about_suspension(suspension, "lifted")
