"""What lies outside of the record of a person: where something else names the person, by key, address or in a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from members.accession.models import Application
from members.authorship.models import AuthorList
from members.people.models import Person
from members.privacy.queries import Subject
from members.reviews.models import Confirmation
from portal.accounts.models import User
from portal.importing.models import ImportRun
from portal.personal.queries import files_with

Rows = list[dict[str, Any]]
AT_HAND = ("contact", "contact person"), ("delegate", "proposed delegate"), ("deputy", "proposed deputy")
"""Who is named by an application, and as what."""


def references() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every column of the project that refers to a person or an account; the history has a section of its own."""
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model") or not model._meta.managed or model._meta.proxy:
            continue
        for column in model._meta.concrete_fields:
            if column.related_model in (Person, User):
                yield model, column


def named_in(who: Subject, told: Collection[str], plain: Callable[[Any], Any]) -> Rows:
    """Each row that refers to the person or the account, its role there, and when: whatever table is added later.

    `told` are columns (`members.Suspension.person`) whose rows have a section of their own. What else such a row holds
    is about somebody else, so only its number is told.
    """
    found = []
    for model, column in references():
        if f"{model._meta.label}.{column.name}" in told:
            continue
        keys = who.people if column.related_model is Person else who.users
        at = _when(model, column.name)
        rows = model._base_manager.filter(**{f"{column.name}__in": keys}).order_by("pk")
        for key, instant in rows.values_list("pk", at or "pk"):
            found.append(
                {
                    "Record": f"{model._meta.verbose_name} {key}",
                    "As": str(column.verbose_name),
                    "At": plain(instant) if at and instant else "",
                }
            )
    return found


def _when(model: type[models.Model], name: str) -> str:
    """The column with the instant that belongs to a role (`decided_at` of `decided_by`), else that of the row."""
    instants = [column for column in model._meta.concrete_fields if isinstance(column, models.DateTimeField)]
    own = [column.name for column in instants if column.name == name.replace("_by", "_at")]
    first = [column.name for column in instants if getattr(column, "auto_now_add", False)]
    return next(iter([*own, *first]), "")


def applications(who: Subject) -> Rows:
    """Institutes that asked to join and gave one of the addresses."""
    return [
        {
            "Institute": row.institute_name,
            "State": row.get_state_display(),
            "As": words,
            "Name": getattr(row, f"{role}_name"),
            "E-mail": getattr(row, f"{role}_email"),
        }
        for row in applications_of(who)
        for role, words in AT_HAND
        if getattr(row, f"{role}_email").lower() in who.addresses
    ]


def applications_of(who: Subject) -> models.QuerySet[Application]:
    """Those that name the person by an address."""
    wanted = Q(pk__in=())
    for address in who.addresses:
        for role, _ in AT_HAND:
            wanted |= Q(**{f"{role}_email__iexact": address})
    return Application.objects.filter(wanted).order_by("pk")


def confirmed(who: Subject) -> Rows:
    """What institutes confirmed about the person in the yearly reviews, as it was kept."""
    found = []
    for key in who.people:
        mine = Q(snapshot__people__contains=[{"person": key}]) | Q(snapshot__delegates__contains=[{"person": key}])
        for row in Confirmation.objects.filter(mine).select_related("review", "institute").order_by("review__year"):
            content = row.snapshot or {}
            for role in ("people", "delegates"):
                found += [
                    {"Review": row.review.year, "Institute": str(row.institute), "By": row.who}
                    | {name.capitalize(): value for name, value in item.items() if value is not None}
                    for item in content.get(role, ())
                    if item.get("person") == key
                ]
    return found


def frozen_lists(who: Subject) -> Rows:
    """The entries of the person in author lists that never change."""
    found = []
    for key in Person.everybody.filter(pk__in=who.people).values_list("uuid", flat=True):
        for row in AuthorList.objects.filter(content__authors__contains=[{"uuid": str(key)}]).order_by("on"):
            item = next(item for item in (row.content or {})["authors"] if item["uuid"] == str(key))
            shown = " ".join(part for part in (item.get("paper_given"), item.get("paper_family")) if part)
            found.append({"List": row.reference, "As of": row.on.isoformat(), "Name": item.get("paper") or shown})
    return found


def imports_of(who: Subject) -> models.QuerySet[ImportRun]:
    """Uploaded files, and plans made from them, that hold one of the addresses. Packed files cannot be looked into."""
    if not who.addresses:
        return ImportRun.objects.none()
    files = Q(pk__in=files_with(ImportRun, "content", who.addresses))
    for address in who.addresses:
        files |= Q(plan__icontains=address) | Q(options__icontains=address)
    return ImportRun.objects.defer("content").filter(files).order_by("pk")


def imports(who: Subject, plain: Callable[[Any], Any]) -> Rows:
    """Which uploads name the person."""
    return [
        {"File": row.file_name, "At": plain(row.started_at), "By": str(row.by), "State": row.get_state_display()}
        for row in imports_of(who).select_related("by")
    ]
