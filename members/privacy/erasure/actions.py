"""The verb `erase`, and its preview: the same verb, rolled back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.accession.models import Document
from members.people.choices import IdentifierKind
from members.people.models import FieldAudience, Person, PersonAddress, PersonIdentifier
from members.privacy import policy
from members.privacy.collecting import period_words
from members.privacy.erasure import files
from members.privacy.queries import Subject, belongs_on, subject
from members.requests.choices import RequestState
from members.requests.models import Invitation, MembershipRequest, RequestNote
from members.reviews.models import Correction
from portal.accounts.actions import erase_account
from portal.accounts.models import Identity, User
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.personal.actions import ERASED, blank, empty_files, forget, redact
from portal.personal.queries import holding_files
from portal.policy import require
from portal.registry import registry

OPEN = (RequestState.UNCONFIRMED, RequestState.WAITING, RequestState.HELD, RequestState.ENDORSED)
REQUEST_COLUMNS = (
    *("email", "message", "reason", "issuer", "subject"),
    *("certificate_subject", "certificate_issuer"),
)
REQUEST_NAMES = ("given_name", "family_name", "native_name", "orcid")
GONE = (IdentifierKind.ACCOUNT, IdentifierKind.CERTIFICATE)


@dataclass(frozen=True)
class Erased:
    """What went, by its words how many; tables that could not be changed; addresses that are somebody else's now.

    `look` are documents that stay, and that somebody should look into.
    """

    went: dict[str, int]
    kept: tuple[str, ...]
    shared: tuple[str, ...]
    look: tuple[Document, ...] = ()


def erase(person: Person, *, by: Any, reason: str) -> Erased:
    """Take out how to reach a person, and every note; keep who it was, where, when, and what was signed.

    Keeps names, affiliations with their periods, appointments, authorship and footnotes, because published papers
    refer to them (commonly argued from GDPR Art. 17(3)(d) and Art. 89). That is unverified: a data protection officer
    must confirm it for the site. Removes e-mail and further addresses, certificates, site accounts, notes, what
    requests told, text and recipient of mails, identities and sessions, closes the account, and takes the same values
    out of the history and of every other text that holds one of the addresses. Files go whole, by rule (`files`);
    decay files are the record of the work: their bytes stay, and the result names the table.

    Raises Denied (office alone), MoveRefused with a current or future membership, an open request, a merged record, or
    the account of an administrator.
    """
    with transaction.atomic(), recorded("erase", by=by, reason=reason):
        found, secrets = take_out(person, by=by, reason=reason)
        kept = {*redact(secrets, by=by, reason="erasure"), *holding_files(secrets)} if secrets else set()
    return replace(found, kept=tuple(sorted(kept)))


def take_out(person: Person, *, by: Any, reason: str) -> tuple[Erased, set[str]]:
    """What `erase` does before it looks through all texts, and the values that the caller still has to redact.

    For many at once, because that look reads every table; it must be in the same transaction. Raises as `erase` does.
    """
    require(by, policy.ERASE, person)
    if not reason.strip():
        raise MoveRefused("say why the data are erased, for example who asked for it and when")
    with transaction.atomic(), recorded("erase", by=by, reason=reason):
        person = Person.everybody.select_for_update().get(pk=person.pk)
        who = subject(person, proved=False)
        list(Person.everybody.select_for_update().filter(pk__in=who.people).order_by("pk"))
        _refuse(person, who)
        secrets = {*who.addresses, *_certificates(who)}
        went = _files(who, by)
        look = tuple(files.to_look_at(who))
        for provider in sorted(registry.personal, key=lambda item: -item.order):
            for words, count in provider.erase(person, by, reason).items():
                went[words] = went.get(words, 0) + count
        Person.everybody.filter(pk__in=who.people).update(erased_at=timezone.now())
    return Erased(
        {words: count for words, count in went.items() if count}, (), tuple(sorted(who.shared)), look
    ), secrets


def preview(person: Person, *, by: Any) -> Erased:
    """What `erase` would do now: it is done, counted and rolled back. Raises as `erase` does."""
    with transaction.atomic():
        mark = transaction.savepoint()
        found = erase(person, by=by, reason="preview")
        transaction.savepoint_rollback(mark)
    return found


def _refuse(person: Person, who: Subject) -> None:
    if person.merged_into_id:
        raise MoveRefused(f"this record was merged into that of {person.merged_into}; erase there")
    membership = belongs_on(person)
    if membership is not None:
        raise MoveRefused(
            f"{person} is a member of {membership.institute} ({period_words(membership.period)}); end that first"
        )
    waiting = who.requests().filter(state__in=OPEN).first()
    if waiting is not None:
        raise MoveRefused(f"the request at {waiting.institute} is still open; decide or withdraw it first")
    if User.objects.filter(pk__in=who.users, is_staff=True).exists():
        raise MoveRefused("the account is an administrator's; take that away first")
    used = files.in_use(who)
    if used:
        raise MoveRefused(used)


def _files(who: Subject, by: Any) -> dict[str, int]:
    return {
        "files of imports": empty_files(files.import_files(), "content", by=by, reason="erasure"),
        "documents of applications": empty_files(files.documents(who), "content", by=by, reason="erasure"),
    }


def erase_members(person: Person, by: Any, reason: str) -> dict[str, int]:
    """The share of this package and the kernel."""
    who = subject(person, proved=False)
    effects = Effect.objects.filter(pk__in={*_keys(who.mails()), *_keys(who.told())})
    went = {"mails": forget(effects, by=by, reason="erasure")}
    went |= _requests(who, by)
    went |= _record(who, by)
    went |= _accounts(who, by)
    return went


def _requests(who: Subject, by: Any) -> dict[str, int]:
    requests, invitations = _keys(who.requests()), _keys(who.invitations())
    notes = wipe(RequestNote, {"request__in": requests}, ("text",), by=by)
    for key in requests:
        blank(MembershipRequest, key, REQUEST_COLUMNS, by=by, reason="erasure", reasons=True)
    for key in invitations:
        blank(Invitation, key, ("email", "message"), by=by, reason="erasure")
    MembershipRequest.objects.filter(pk__in=requests).update(**dict.fromkeys(REQUEST_COLUMNS, ""))
    Invitation.objects.filter(pk__in=invitations).update(email="", message="")
    _blank_all(MembershipRequest, requests, REQUEST_COLUMNS, by)
    return {
        "notes on requests": notes,
        "requests without what they told": len(requests),
        "invitations": len(invitations),
    }


def _record(who: Subject, by: Any) -> dict[str, int]:
    people = list(who.people)
    went = {"e-mail addresses": Person.everybody.filter(pk__in=people).exclude(email="").count()}
    Person.everybody.filter(pk__in=people).update(email="", email_confirmed_at=None)
    _blank_all(Person, people, ("email", "email_confirmed_at"), by)
    mine = {"person__in": people}
    went["further addresses"] = wipe(PersonAddress, mine, ("address",), by=by)
    went["certificates and site accounts"] = wipe(
        PersonIdentifier, mine | {"kind__in": GONE}, ("value", "issuer", "source"), by=by
    )
    went["choices of who sees a field"] = FieldAudience.objects.filter(**mine).delete()[0]
    notes = 0
    for one in Person.everybody.filter(pk__in=people):
        for rows in (one.suspensions, one.nominations):
            keys = _keys(rows.exclude(reason=""))
            rows.filter(pk__in=keys).update(reason="")
            _blank_all(rows.model, keys, ("reason",), by)
            notes += len(keys)
    went["notes on suspensions and nominations"] = notes
    keys = _keys(Correction.objects.filter(person__in=people))
    Correction.objects.filter(pk__in=keys).update(text=ERASED, answer="")
    _blank_all(Correction, keys, ("text", "answer"), by)
    went["corrections in reviews without their text"] = len(keys)
    return went


def _accounts(who: Subject, by: Any) -> dict[str, int]:
    went = {"accounts closed": 0, "identities": 0, "sessions": 0}
    for user in User.objects.filter(pk__in=who.users):
        went["accounts closed"] += user.is_active
        went["identities"] += user.identities.count()
        went["sessions"] += user.sessions.count()
        erase_account(user=user, by=by, reason="erasure")
        blank(User, user.pk, ("email",), by=by, reason="erasure")
        table: Any = Identity.pgh_event_model  # type: ignore[attr-defined]
        ever = set(table.objects.filter(user=user.pk).values_list("pgh_obj_id", flat=True))
        _blank_all(Identity, ever, ("subject",), by)
    return went


def wipe(model: Any, condition: dict[str, Any], columns: tuple[str, ...], *, by: Any) -> int:
    """Delete rows, and blank the columns of these and of those that were deleted before; returns how many went now."""
    ever = set(model.pgh_event_model.objects.filter(**condition).values_list("pgh_obj_id", flat=True))
    rows = model.objects.filter(**condition)
    count = rows.count()
    rows.delete()
    _blank_all(model, ever, columns, by)
    return int(count)


def _blank_all(model: Any, keys: Any, columns: tuple[str, ...], by: Any) -> None:
    for key in sorted(keys):
        blank(model, key, columns, by=by, reason="erasure")


def _certificates(who: Subject) -> set[str]:
    """Distinguished names of now and before: long enough to be found in other texts without harm."""
    table: Any = PersonIdentifier.pgh_event_model  # type: ignore[attr-defined]
    rows = table.objects.filter(person__in=who.people, kind=IdentifierKind.CERTIFICATE)
    return {value for value in rows.values_list("value", flat=True) if value.count("=") > 1}


def _keys(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))
