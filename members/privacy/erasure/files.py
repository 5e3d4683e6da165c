"""Whole files that may tell how to reach a person: packed ones cannot be looked into, so they go by rule."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from members.accession.choices import ApplicationState
from members.accession.documents import clean_name
from members.accession.models import Application, Document
from members.privacy.holdings import AT_HAND, applications_of, imports_of
from members.privacy.queries import Subject
from portal.importing.models import ENDED, ImportRun
from portal.personal.queries import files_with
from portal.registry import registry

BEFORE_THE_BOARD = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.PRESENTED)
SHORTEST = 3
"""Letters of a family name by which files are looked for; a shorter one is in the name of any file."""


def import_files() -> QuerySet[ImportRun]:
    """The files of imports of people that are over: applied, failed or dropped. Nothing reads them any more."""
    people = [importer.name for importer in registry.importers if importer.personal]
    return ImportRun.objects.filter(importer__in=people, state__in=ENDED).exclude(content=b"")


def documents(who: Subject) -> QuerySet[Document]:
    """Those of a decided application that names the person, and any that holds an address in the plain."""
    named = Q(application__in=applications_of(who).exclude(state__in=BEFORE_THE_BOARD).values("pk"))
    if who.addresses:
        named |= Q(pk__in=files_with(Document, "content", who.addresses))
    return Document.objects.filter(named).exclude(content=b"")


def to_look_at(who: Subject) -> QuerySet[Document]:
    """Documents that stay, but may tell of the person: nobody can search a packed PDF, so that the office looks.

    Those that an account of the person gave, those whose file is named after the person, and those of applications
    that the person filed or that name the person without an address.
    """
    given, family = who.person.given_name, who.person.family_name
    named = Q(uploaded_by__in=who.users) | Q(application__filed_by__in=who.users)
    stem = clean_name(family).removesuffix(".pdf")  # as the name of a file has it
    if len(stem) >= SHORTEST and clean_name(family) != clean_name(""):  # other scripts leave nothing of a name
        named |= Q(file_name__icontains=stem)
    for role, _ in AT_HAND:
        both = {f"application__{role}_name__icontains": family}
        named |= Q(**both) & Q(**{f"application__{role}_name__icontains": given})
    return Document.objects.filter(named).exclude(content=b"").select_related("application").defer("content")


def in_use(who: Subject) -> str:
    """What still needs a file or an address of the person, in words; empty when nothing does."""
    run = imports_of(who).exclude(state__in=ENDED).first()
    if run is not None:
        return f"the import of {run.file_name} names the person and is not over; apply or drop it first"
    application: Application | None = applications_of(who).filter(state__in=BEFORE_THE_BOARD).first()
    if application is not None:
        return f"the application of {application} names the person and is not decided; decide or withdraw it first"
    return ""
