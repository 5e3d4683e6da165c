"""The verbs of an application: file, edit, attach, remove, submit, send back, present, admit, decline, withdraw."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.accession import policy, queries
from members.accession.choices import ApplicationState, DocumentKind
from members.accession.documents import BadDocument, checked
from members.accession.lifecycle import APPLICATION
from members.accession.models import Application, Document
from members.delegates.actions import appoint_delegate
from members.institutes.actions import put_under_host
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.people.names import clean
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require

FACTS = (
    *("institute_name", "short_name", "city", "country", "contact_name", "contact_email", "delegate_name"),
    *("delegate_email", "deputy_name", "deputy_email", "interests", "manpower"),
)


def file_application(*, by: Any, **facts: Any) -> Application:
    """A draft on behalf of an institute; nobody else but the office sees it. Raises Denied."""
    require(by, policy.APPLY)
    with transaction.atomic(), recorded("file_application", by=by):
        return Application.objects.create(filed_by_id=by.pk, **_facts(facts))


@transaction.atomic
def edit_application(application: Application, *, by: Any, reason: str = "", **facts: Any) -> None:
    """Change a draft. Raises MoveRefused, Denied."""
    with recorded("edit_application", by=by, reason=reason):
        _lock_draft(application, by)
        given = _facts(facts)
        for name, value in given.items():
            setattr(application, name, value)
        application.save(update_fields=list(given))


@transaction.atomic
def attach(application: Application, *, kind: DocumentKind, file_name: str, content: bytes, by: Any) -> Document:
    """Add a document to a draft. Raises MoveRefused (no PDF, too large, twice the same), Denied."""
    with recorded("attach", by=by):
        _lock_draft(application, by)
        try:
            name, media_type = checked(content, file_name)
        except BadDocument as error:
            raise MoveRefused(f"{file_name[:100]}: {error}") from error
        digest = hashlib.sha256(content).hexdigest()
        if application.documents.filter(sha256=digest).exists():
            raise MoveRefused(f"{name}: the same file is here already")
        return Document.objects.create(
            application=application,
            kind=kind,
            file_name=name,
            media_type=media_type,
            content=content,
            sha256=digest,
            size=len(content),
            uploaded_by_id=by.pk,
        )


@transaction.atomic
def remove(document: Document, *, by: Any) -> None:
    """Take a document out of a draft. Raises MoveRefused, Denied."""
    with recorded("remove", by=by):
        _lock_draft(document.application, by)
        document.delete()


def submit(application: Application, *, by: Any, reason: str = "") -> None:
    """Hand it in: nothing is changed any more. Raises MoveRefused that names the missing documents, Denied."""
    with transaction.atomic(), recorded("submit", by=by, reason=reason):
        Application.objects.select_for_update().get(pk=application.pk)
        lacking = queries.missing(application)
        if lacking and APPLICATION.state(application) == ApplicationState.DRAFT:
            require(by, policy.KEEP, application)
            raise MoveRefused(f"documents are missing: {', '.join(lacking)}")
        APPLICATION.perform(application, "submit", by=by, reason=reason, facts={"submitted_at": timezone.now()})


def send_back(application: Application, *, by: Any, reason: str) -> None:
    """A draft again, to be completed."""
    APPLICATION.perform(application, "send_back", by=by, reason=reason)


def present(application: Application, *, meeting_on: date, by: Any, reason: str = "") -> None:
    """The institute presents itself to the board on a day, to come or past."""
    APPLICATION.perform(application, "present", by=by, reason=reason, facts={"meeting_on": meeting_on})


@transaction.atomic
def admit(
    application: Application,
    *,
    on: date,
    kind: str,
    by: Any,
    host: Institute | None = None,
    outcome: str = "",
) -> Institute:
    """The board took the institute in: it is on record from a day on, with the delegates who are people on record.

    Raises MoveRefused, Denied.
    """
    with recorded("admit", by=by, reason=outcome):
        require(by, policy.DECIDE, application)
        Application.objects.select_for_update().get(pk=application.pk)
        application.refresh_from_db()
        if (kind == InstituteKind.ASSOCIATE) != (host is not None):
            raise MoveRefused("an associate stands under a host, and a full member under none")
        if Institute.objects.filter(short_name__iexact=application.short_name).exists():
            raise MoveRefused(f"there is an institute called {application.short_name} already")
        institute = Institute.objects.create(
            name=application.institute_name,
            short_name=application.short_name,
            city=application.city,
            country=application.country,
            kind=kind,
            period=Period(on, None),
        )
        facts = {"institute": institute, "decided_on": timezone.localdate(), "outcome": outcome}
        APPLICATION.perform(application, "admit", by=by, reason=outcome, facts=facts)
        if host is not None:
            put_under_host(institute, host=host, on=on, by=by)
        for address, deputy in ((application.delegate_email, False), (application.deputy_email, True)):
            person = queries.by_address(address)
            if person is not None:
                appoint_delegate(institute, person=person, on=on, deputy=deputy, founding=True, by=by)
        return institute


def decline(application: Application, *, by: Any, reason: str) -> None:
    """The board said no, and why."""
    facts = {"decided_on": timezone.localdate(), "outcome": reason}
    APPLICATION.perform(application, "decline", by=by, reason=reason, facts=facts)


def withdraw(application: Application, *, by: Any, reason: str = "") -> None:
    """The institute no longer wants to."""
    APPLICATION.perform(application, "withdraw", by=by, reason=reason)


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of an application: {sorted(unknown)}")
    return {name: clean(value) if name.endswith("name") else value for name, value in facts.items()}


def _lock_draft(application: Application, by: Any) -> None:
    Application.objects.select_for_update().get(pk=application.pk)
    application.refresh_from_db()
    require(by, policy.KEEP, application)
    if application.state != ApplicationState.DRAFT:
        raise MoveRefused(f"the application is {application.get_state_display()}: only a draft is changed")
