"""Whose data it is: the records, accounts, addresses and requests of one person, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from members.memberships.models import Membership
from members.people.models import Person, PersonAddress
from members.privacy.models import Acceptance, NoticeVersion
from members.requests.models import Invitation, MembershipRequest
from portal.accounts.models import User
from portal.outbox.models import Effect


@dataclass(frozen=True)
class Subject:
    """A person with everything by which rows can be theirs. Addresses are in small letters."""

    person: Person
    people: frozenset[int]
    """The record and those that were merged into it."""
    users: frozenset[int]
    addresses: frozenset[str]
    """Present and former ones that nobody else has today."""
    shared: frozenset[str] = field(default_factory=frozenset)
    """Addresses of the past that belong to somebody else now (addresses are given away again)."""

    def requests(self) -> QuerySet[MembershipRequest]:
        """By record, by membership, or by address alone."""
        own = Q(person__in=self.people) | Q(membership__person__in=self.people)
        rows = MembershipRequest.objects.annotate(address=Lower("email"))
        return rows.filter(own | Q(address__in=self.addresses, person=None, membership=None)).order_by("filed_at", "pk")

    def invitations(self) -> QuerySet[Invitation]:
        rows = Invitation.objects.annotate(address=Lower("email"))
        return rows.filter(Q(address__in=self.addresses) | Q(request__in=self.requests().values("pk")))

    def mails(self) -> QuerySet[Effect]:
        """Addressed to the person, whatever the case of the letters."""
        if not self.addresses:
            return Effect.objects.none()
        wanted = Q()
        for address in self.addresses:
            wanted |= Q(payload__to__iexact=address)
        return Effect.objects.filter(wanted)

    def told(self) -> QuerySet[Effect]:
        """Effects about the person, the requests or the account, to whomever they went."""
        about = Q(about_model="members.person", about_pk__in=_texts(self.people))
        about |= Q(
            about_model="members.membershiprequest", about_pk__in=_texts(self.requests().values_list("pk", flat=True))
        )
        about |= Q(about_model="portal.user", about_pk__in=_texts(self.users))
        about |= Q(
            about_model="members.invitation", about_pk__in=_texts(self.invitations().values_list("pk", flat=True))
        )
        return Effect.objects.filter(about)


def subject(person: Person, *, proved: bool = True) -> Subject:
    """Everything by which rows are the person's.

    `proved` leaves out further addresses that were never confirmed: by typing one, nobody sees what was sent to it.
    """
    people = frozenset(_cluster(person))
    users = frozenset(User.objects.filter(person__in=people).values_list("pk", flat=True))
    further = PersonAddress.objects.filter(person__in=people)
    further = further.filter(confirmed_at__isnull=False) if proved else further
    found = {*Person.everybody.filter(pk__in=people).values_list("email", flat=True)}
    found |= {*User.objects.filter(pk__in=users).values_list("email", flat=True)}
    found |= {*further.values_list("address", flat=True)}
    events = apps.get_model("members", "PersonEvent")._base_manager.filter(pgh_obj_id__in=people)
    found |= {*events.values_list("email", flat=True)}
    accounts = apps.get_model("portal", "UserEvent")._base_manager.filter(pgh_obj_id__in=users)
    found |= {*accounts.values_list("email", flat=True)}
    linked = Q(person__in=people) | Q(membership__person__in=people)
    found |= {*MembershipRequest.objects.filter(linked).values_list("email", flat=True)}
    if not proved:
        past = apps.get_model("members", "PersonAddressEvent")._base_manager.filter(person__in=people)
        found |= {*past.values_list("address", flat=True)}
        past = apps.get_model("members", "MembershipRequestEvent")._base_manager.filter(person__in=people)
        found |= {*past.values_list("email", flat=True)}
    addresses = frozenset(address.lower() for address in found if address)
    others = frozenset(_held_by_others(addresses, people, users))
    return Subject(person, people, users, addresses - others, others)


def _cluster(person: Person) -> set[int]:
    """The record and all that were merged into it, also over several steps."""
    found, new = {person.pk}, {person.pk}
    while new:
        new = set(Person.everybody.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found |= new
    return found


def _held_by_others(addresses: Iterable[str], people: Iterable[int], users: Iterable[int]) -> set[str]:
    wanted = list(addresses)
    rows: list[QuerySet[Any]] = [
        Person.everybody.exclude(pk__in=people).annotate(low=Lower("email")),
        User.objects.exclude(pk__in=users).annotate(low=Lower("email")),
        PersonAddress.objects.exclude(person__in=people)
        .filter(confirmed_at__isnull=False)
        .annotate(low=Lower("address")),
    ]
    return {low for found in rows for low in found.filter(low__in=wanted).values_list("low", flat=True)}


def belongs_on(person: Person) -> Membership | None:
    """A membership that is current or still to come, of the record or one merged into it."""
    today = timezone.localdate()
    rows = Membership.objects.filter(person__in=_cluster(person))
    return rows.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=today)).first()


def current_notice() -> NoticeVersion | None:
    """The version in force: the newest that is published by today."""
    return NoticeVersion.objects.filter(published_on__lte=timezone.localdate()).first()


def accepted_by(number: int, *, user: int | None, person: int | None) -> QuerySet[Acceptance]:
    """That somebody took note of a version: signed in, or on paper. Who accepted it with a request is asked again."""
    own = Q(user=user, request=None, on_behalf_of="") if user else Q(pk__in=())
    paper = Q(person=person) & ~Q(on_behalf_of="") if person else Q(pk__in=())
    return Acceptance.objects.filter(own | paper, version__number=number)


def _texts(keys: Iterable[Any]) -> list[str]:
    return [str(key) for key in keys]
