"""Who may file, see and decide membership requests."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.memberships.policy import institutes_of, is_delegate, is_delegate_of_institute, is_own
from members.memberships.queries import deciding
from members.people.policy import is_office
from members.requests.choices import RequestKind
from members.requests.models import Invitation, MembershipRequest
from portal.policy import anyone, facts, grant, is_administrator, predicate
from portal.policy.core import both


@predicate("you are a delegate of its institute", "delegates of the institute")
def is_delegate_of_request(user: Any, obj: object = None) -> bool:
    """Asked about a request, which delegates see once its address is confirmed; without one: of any institute."""
    if obj is None:
        return bool(institutes_of(user))
    return (
        isinstance(obj, MembershipRequest) and obj.confirmed_at is not None and obj.institute_id in institutes_of(user)
    )


@predicate("it is a transfer from your institute", "delegates of the place that a transfer leaves")
def is_delegate_of_old_place(user: Any, obj: object = None) -> bool:
    """Asked about a request: a delegate of the institute that the person leaves by it."""
    leaving = obj.leaving if isinstance(obj, MembershipRequest) else None
    return leaving is not None and leaving.institute_id in institutes_of(user)


@predicate("the request is not your own", "somebody other than the applicant")
def is_not_own(user: Any, obj: object = None) -> bool:
    """Nobody decides the own request: not by address, by identity or by record, whatever the office held."""
    if not isinstance(obj, MembershipRequest):
        return True
    known = facts(user)
    addresses = {address.lower() for address in (getattr(user, "email", ""), known.get("email", "")) if address}
    if obj.email.lower() in addresses or (obj.issuer, obj.subject) in known.get("identities", ()):
        return False
    return obj.person_id is None or obj.person_id != known.get("person_id")


class Deciders:
    """Who decides at some institutes today: read when it is first asked for, then kept."""

    def __init__(self, institutes: Iterable[int]) -> None:
        self.institutes = frozenset(institutes)

    def none_for(self, request: MembershipRequest) -> bool:
        """Whether nobody decides about the request, the applicant not counted."""
        own = request.person_id, request.email.upper()
        return not any(
            person != own[0] and email.upper() != own[1] for person, email in self._found[request.institute_id]
        )

    @cached_property
    def _found(self) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = {institute: [] for institute in self.institutes}
        serving = deciding(timezone.localdate()).filter(institute__in=self.institutes)
        for institute, person, email in serving.order_by().values_list("institute", "person", "person__email"):
            found[institute].append((person, email))
        return found


def is_unattended(request: MembershipRequest) -> bool:
    """Whether nobody decides for its institute today, the applicant not counted: the office then stands in."""
    together: Deciders | None = getattr(request, "deciders", None)
    return (together or Deciders([request.institute_id])).none_for(request)


def read_together(rows: Iterable[MembershipRequest]) -> list[MembershipRequest]:
    """The rows, so that one query answers `is_unattended` for them all, if any is asked."""
    found = list(rows)
    together = Deciders(row.institute_id for row in found)
    for row in found:
        row.deciders = together  # type: ignore[attr-defined]
    return found


@predicate("you work in the membership office and the institute has no delegate", "the office where there is none")
def is_stand_in(user: Any, obj: object = None) -> bool:
    """The office signs in the place of a delegate only where nobody else could."""
    return is_office.test(user, obj) and (not isinstance(obj, MembershipRequest) or is_unattended(obj))


@predicate("the institute's yes was not yours", "somebody other than who endorsed it")
def is_second(user: Any, obj: object = None) -> bool:
    """Two gates are two people, unless the institute has nobody and the office had to stand in."""
    if not isinstance(obj, MembershipRequest) or obj.endorsed_by_id is None or obj.endorsed_by_id != user.pk:
        return True
    return is_unattended(obj)


FILE = grant("members:request:file", "ask for membership", anyone)
LIST = grant("members:request:list", "see membership requests", is_delegate, is_office, is_administrator)
SEE = grant(
    "members:request:see",
    "see this request",
    is_delegate_of_request,
    is_delegate_of_old_place,
    is_office,
    is_administrator,
)
DECIDE = grant(
    "members:request:decide",
    "decide this request",
    both(is_delegate_of_request, is_not_own),
    both(is_office, is_not_own),
)
ADMIT = grant("members:request:admit", "admit as the second gate", both(both(is_office, is_not_own), is_second))
SEND_BACK = grant("members:request:send_back", "return this request to the delegate", both(is_office, is_not_own))
VOUCH = grant(
    "members:request:vouch",
    "sign for the identity of the applicant",
    both(is_delegate_of_request, is_not_own),
    both(is_stand_in, is_not_own),
)
CERTIFY = grant("members:request:certify", "record the certificate of the applicant", both(is_office, is_not_own))
SPEED = grant("members:request:speed", "see how fast requests are decided", is_delegate, is_office, is_administrator)
WATCH = grant("members:request:watch", "run the clock of requests", is_administrator)
TRANSFER = grant("members:request:transfer", "ask to transfer this membership", is_own, is_office)
CONFIRM = grant("members:request:confirm", "confirm or withdraw by the links of the applicant", anyone)
INVITE = grant(
    "members:request:invite",
    "send newcomers to the form",
    is_delegate_of_institute,
    is_office,
    is_administrator,
)
INVITATIONS = grant("members:invitation:list", "see invitations", is_delegate, is_office, is_administrator)


def visible_invitations(user: Any, rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """The invitations that `user` may see: those to the own institutes, or all for the office."""
    if is_office.test(user, None) or is_administrator.test(user, None):
        return rows
    return rows.filter(institute__in=institutes_of(user))


def visible(user: Any, rows: QuerySet[MembershipRequest]) -> QuerySet[MembershipRequest]:
    """The requests that `user` may see: confirmed ones of the own institutes, or all for the office."""
    if is_office.test(user, None) or is_administrator.test(user, None):
        return rows
    own = institutes_of(user)
    leaving = Q(kind=RequestKind.TRANSFER, leaving__institute__in=own)  # told, and asked nothing
    return rows.filter(Q(institute__in=own, confirmed_at__isnull=False) | leaving)
