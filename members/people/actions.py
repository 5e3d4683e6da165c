"""The verbs of a person's record: names, addresses, identifiers, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.people import effects, policy, privacy, queries
from members.people.choices import PRIVATE_FIELDS, Audience, IdentifierKind
from members.people.models import FieldAudience, Person, PersonAddress, PersonIdentifier, PersonName
from members.people.names import clean, paper_name, split_printed
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.periods.asof import FIRST
from portal.policy import may, require

CALLED = ("given_name", "family_name", "native_name", "paper_name")
"""The names that an earlier name keeps."""
ADDRESSES_WAITING = 5
"""Unconfirmed addresses of one person at a time: who adds more is sending mail to others."""


@contextmanager
def _changing(person: Person, verb: str, by: Any, reason: str = "") -> Iterator[Person]:
    """The person's row, locked, for a verb of `by`. Raises MoveRefused for a merged record, Denied."""
    with transaction.atomic(), recorded(verb, by=by, reason=reason):
        locked = Person.everybody.select_for_update(of=("self",)).get(pk=person.pk)
        if locked.merged_into_id is not None:
            raise MoveRefused(f"this record was merged into that of {locked.merged_into}")
        require(by, policy.EDIT, locked)
        yield locked
    person.refresh_from_db()


def rename(person: Person, *, by: Any, on: date, reason: str = "", **names: str) -> None:
    """The person is called otherwise from the day `on`; what the person was called until then is kept with its period.

    `names` are fields of the person; a printed form that is left out follows from the new name. Raises MoveRefused for
    a day to come or before the last change, a name without letters, and when nothing changes.
    """
    with _changing(person, "rename", by, reason) as locked:
        if on > timezone.localdate():
            raise MoveRefused("a change of name is recorded from its day on, not before")
        since = called_since(locked)
        if on <= since:
            raise MoveRefused(f"the present name is that since {since}; choose a later day")
        before = {name: getattr(locked, name) for name in CALLED}
        _write(locked, names)
        if all(getattr(locked, name) == value for name, value in before.items()):
            raise MoveRefused("the name is the same as before")
        PersonName.objects.create(person=locked, period=Period(since, on), **before)
        locked.save()


def called_since(person: Person) -> date:
    """The first day of the present name."""
    last = person.former_names.order_by("-period").first()
    return last.period.upper if last else FIRST


def correct_name(person: Person, *, by: Any, reason: str, **names: str) -> None:
    """The name was written wrongly: put it right without an earlier name. Raises MoveRefused without a reason."""
    if not reason.strip():
        raise MoveRefused("say why the name is corrected (a new name is recorded with its day instead)")
    with _changing(person, "correct_name", by, reason) as locked:
        _write(locked, names)
        locked.save()


def print_as(person: Person, *, by: Any, reason: str = "", **names: str) -> None:
    """How papers print and sort the name, its initials and its native script: no change of the name itself."""
    if wrong := set(names) & {"given_name", "family_name", "suffix"}:
        raise ValueError(f"{sorted(wrong)} is a change of the name")
    with _changing(person, "print_as", by, reason) as locked:
        _write(locked, names)
        locked.save()


def _write(person: Person, names: dict[str, str]) -> None:
    """Set the names, clean; a printed form that is left out follows from a new name. Raises MoveRefused."""
    names = {name: clean(value) for name, value in names.items()}
    anew = any(name in names and names[name] != getattr(person, name) for name in ("given_name", "family_name"))
    for name, value in names.items():
        setattr(person, name, value)
    if not person.paper_name or (anew and "paper_name" not in names):
        person.paper_name = paper_name(person.initials or person.given_name, person.family_name, person.suffix)
    for words, value in (("family name", person.family_name), ("name on papers", person.paper_name)):
        if not any(char.isalpha() for char in value):
            raise MoveRefused(f"the {words} has no letters")
    if anew or "paper_name" in names:
        parts = split_printed(person.paper_name, person.family_name)
        person.paper_given, person.paper_family = parts.given, parts.family


def add_address(person: Person, *, address: str, by: Any) -> PersonAddress:
    """A further address; a mail with a link goes there. An address that still waits gets another mail.

    Raises MoveRefused for the address that mail goes to already, one that is confirmed, and too many that wait.
    """
    with _changing(person, "add_address", by) as locked:
        if locked.erased_at is not None:
            raise MoveRefused("the contact data of this record were erased")
        if locked.email.lower() == address.lower():
            raise MoveRefused("mail goes to this address already")
        row = locked.addresses.filter(address__iexact=address).first()
        if row is not None and row.confirmed_at and row.retired_on is None:
            raise MoveRefused("this address is on the record already")
        if row is None:
            waiting = locked.addresses.filter(confirmed_at__isnull=True, retired_on__isnull=True)
            if waiting.count() >= ADDRESSES_WAITING:
                raise MoveRefused("too many addresses wait for their confirmation; take one away first")
            row = PersonAddress.objects.create(person=locked, address=address)
        effects.ask_confirmation(row)
    return row


def confirm_address(address: PersonAddress, *, by: Any) -> None:
    """The link of the mail was used: the address is the person's, and no longer retired. Raises MoveRefused."""
    with transaction.atomic(), recorded("confirm_address", by=by):
        locked = _locked(address)
        if locked.confirmed_at and locked.retired_on is None:
            raise MoveRefused("the address is confirmed already")
        locked.confirmed_at, locked.retired_on = timezone.now(), None
        locked.save(update_fields=["confirmed_at", "retired_on"])
    address.refresh_from_db()


def use_address(address: PersonAddress, *, by: Any) -> None:
    """From now on mail goes to this address; the former one is kept, confirmed or not, and hears of it.

    The account's own address, with which one signs in, stays as it is. Raises MoveRefused for an unconfirmed one.
    """
    with _changing(address.person, "use_address", by) as person:
        locked = _locked(address)
        if locked.confirmed_at is None or locked.retired_on is not None:
            raise MoveRefused("confirm the address first, by the link that was mailed to it")
        former, former_confirmed = person.email, person.email_confirmed_at
        person.email, person.email_confirmed_at = locked.address, locked.confirmed_at
        person.save(update_fields=["email", "email_confirmed_at"])
        locked.delete()
        if former:
            if not person.addresses.filter(address__iexact=former).exists():
                PersonAddress.objects.create(person=person, address=former, confirmed_at=former_confirmed)
            effects.tell_former_address(person, former, by)


def retire_address(address: PersonAddress, *, by: Any) -> None:
    """The address is no longer used, but still recognises the person; one that was never confirmed goes away."""
    with _changing(address.person, "retire_address", by):
        locked = _locked(address)
        if locked.confirmed_at is None:
            locked.delete()
            return
        if locked.retired_on is not None:
            raise MoveRefused(f"the address is no longer used since {locked.retired_on}")
        locked.retired_on = timezone.localdate()
        locked.save(update_fields=["retired_on"])


def _locked(address: PersonAddress) -> PersonAddress:
    found = PersonAddress.objects.select_for_update().filter(pk=address.pk).first()
    if found is None:
        raise MoveRefused("the address is no longer on the record")
    return found


def add_identifier(
    person: Person, *, kind: str, value: str, by: Any, source: str = "", issuer: str = ""
) -> PersonIdentifier:
    """A checked identifier. An ORCID iD with which the person's account signs in counts as proved, since then.

    Raises MoveRefused when it fails its check or is on a record already; whose is told to the office alone.
    """
    checked = queries.check_identifier(kind, value, source, issuer)
    with _changing(person, "add_identifier", by) as locked:
        same = PersonIdentifier.objects.filter(problem="", kind=kind, value=checked["value"], issuer=checked["issuer"])
        if kind == IdentifierKind.ACCOUNT:
            same = same.filter(source=checked["source"])
        _refuse_taken(locked, same, by)
        if kind in (IdentifierKind.ORCID, IdentifierKind.INSPIRE) and locked.identifiers.filter(kind=kind, problem=""):
            raise MoveRefused(f"the record has another {IdentifierKind(kind).label}; take that away first")
        proved = queries.orcid_proved(locked, checked["value"]) if kind == IdentifierKind.ORCID else None
        locked.identifiers.filter(kind=kind, **checked).delete()  # the same, kept aside with a problem
        try:
            with transaction.atomic():
                row = PersonIdentifier.objects.create(person=locked, kind=kind, authenticated_at=proved, **checked)
        except IntegrityError:
            _refuse_taken(locked, same, by)
            raise
    return row


def _refuse_taken(person: Person, same: QuerySet[PersonIdentifier], by: Any) -> None:
    taken = same.select_related("person").first()
    if taken is None:
        return
    if taken.person_id == person.pk:
        raise MoveRefused("the record has it already")
    if may(by, policy.MERGE):
        raise MoveRefused(f"{taken.person} has it on the own record")
    raise MoveRefused("another record has it; the membership office can find out why")


def retire_identifier(identifier: PersonIdentifier, *, by: Any, reason: str = "") -> None:
    """The identifier is no longer the person's; the history keeps it."""
    with _changing(identifier.person, "retire_identifier", by, reason):
        gone, _ = PersonIdentifier.objects.filter(pk=identifier.pk).delete()
        if not gone:
            raise MoveRefused("it is no longer on the record")


def choose_audience(person: Person, *, choices: dict[str, str], by: Any) -> None:
    """Who sees which field, by field; the default of the by-laws for an empty choice. Raises MoveRefused."""
    with _changing(person, "choose_audience", by) as locked:
        for field, chosen in choices.items():
            if field not in PRIVATE_FIELDS:
                raise MoveRefused(f"nobody chooses who sees {field!r}")
            rule = privacy.rule(field)
            if chosen and chosen not in rule.choice:
                words = Audience(chosen).label if chosen in Audience.values else repr(chosen)
                raise MoveRefused(f"the by-laws do not offer {words} for {PRIVATE_FIELDS[field]}")
            if not chosen or chosen == rule.shown:
                locked.audiences.filter(field=field).delete()
            else:
                FieldAudience.objects.update_or_create(person=locked, field=field, defaults={"audience": chosen})
        locked.save(update_fields=["search_name"])  # what members do not see, they do not search
    person.__dict__.pop("chosen_audiences", None)
