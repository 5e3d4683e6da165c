"""Pages of dumps: what came in and goes out, what the columns of a file mean, conflicts one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from members.dumps import actions, columns, policy
from members.dumps.decided import Decisions
from members.dumps.exports import TYPES, export
from members.dumps.forms import ColumnsForm, ConflictForm
from members.dumps.importers import RegistryImporter
from members.dumps.models import Decision
from members.dumps.table import table_of
from members.memberships.models import Membership
from portal.importing import SourceError, Unclear
from portal.importing import actions as imports
from portal.importing.models import TONES, ImportRun
from portal.lifecycle import MoveRefused
from portal.periods import AsOfError, as_of
from portal.policy import may, needs


@needs(policy.IMPORT)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The latest dumps that came in, and the export of a day."""
    try:
        on = as_of(request)
    except AsOfError as error:
        raise BadRequest(str(error)) from error
    runs = ImportRun.objects.filter(importer=RegistryImporter.name).defer("content", "plan").select_related("by")[:20]
    context = {
        "runs": [(run, TONES[run.state]) for run in runs],
        "on": on,
        "count": Membership.objects.current(on).count(),
        "kinds": sorted(TYPES) if may(request.user, policy.EXPORT) else [],
        "page": {"crumbs": [("Members", "")]},
    }
    return render(request, "members/dumps.html", context)


@needs(policy.EXPORT)
@require_safe
def export_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The registry of a day as a dump."""
    if kind not in TYPES:
        raise Http404
    try:
        on = as_of(request)
    except AsOfError as error:
        raise BadRequest(str(error)) from error
    response = HttpResponse(export(on, kind), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="registry-{on}.{kind}"'
    return response


@needs(policy.IMPORT)
def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column of the file means."""
    run = get_object_or_404(ImportRun, pk=pk, importer=RegistryImporter.name)
    try:
        table = table_of(bytes(run.content))
    except SourceError as error:
        messages.error(request, f"{run.file_name}: {error}.")
        return redirect(run)
    form = ColumnsForm(table, _known(run, table), request.POST or None)
    if request.method == "POST" and form.is_valid():
        order = form.cleaned_data["date_order"]
        try:
            actions.map_columns(run, table.headers, form.said, date_order=order, by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, f"{str(refusal)[0].upper()}{str(refusal)[1:]}.")
        except imports.RunRefused as refusal:
            messages.error(request, f"{run}: {refusal}.")
            return redirect(run)
        else:
            return redirect(run)
    context = {
        "form": form,
        "run": run,
        "page": {"crumbs": _crumbs(run), "submit_label": "Make the plan", "cancel_url": run.get_absolute_url()},
    }
    return render(request, "members/dump_columns.html", context, status=422 if form.errors else 200)


def _crumbs(run: ImportRun) -> list[tuple[str, str]]:
    return [("Members", ""), ("Registry dumps", reverse("dumps")), (run.file_name, run.get_absolute_url())]


def _known(run: ImportRun, table: Any) -> columns.Columns:
    """What was said or remembered, else what can be guessed."""
    try:
        return RegistryImporter(run.options).mapping(table)
    except (Unclear, SourceError):
        return columns.guess(table.headers)


@needs(policy.IMPORT)
def conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """The next conflict that nobody decided; after the last one the plan is made again."""
    run = get_object_or_404(ImportRun.objects.defer("content"), pk=pk, importer=RegistryImporter.name)
    asked = {row["key"]: row for row in (run.plan or {}).get("changes", ()) if row.get("key")}
    if request.method == "POST" and request.POST.get("again"):
        return _again(request, run)
    form = None
    if request.method == "POST" and (conflict := asked.get(request.POST.get("key", ""))):
        form = ConflictForm(conflict, request.POST)
        if form.is_valid():
            try:
                actions.decide(conflict, form.cleaned_data["choice"], by=request.user)
                return redirect("dump_conflicts", run.pk)
            except MoveRefused as refusal:
                form.add_error("choice", str(refusal))
    left = Decisions().missing(asked)
    if form is None:
        if not left:
            return _again(request, run) if asked and run.state in imports.OPEN else redirect(run)
        conflict = asked[left[0]]
        form = ConflictForm(conflict)
    context = {
        "form": form,
        "run": run,
        "conflict": conflict,
        "left": len(left),
        "page": {
            "crumbs": _crumbs(run),
            "submit_label": "Decide",
            "more_submits": [{"name": "again", "value": "1", "label": "Leave the rest, make the plan again"}],
            "cancel_url": run.get_absolute_url(),
        },
    }
    return render(request, "members/dump_conflict.html", context, status=422 if form.errors else 200)


@needs(policy.IMPORT)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again next time."""
    decision = get_object_or_404(Decision, pk=pk)
    actions.take_back(decision, by=request.user)
    messages.success(request, f"The next dump asks again about {decision.label}.")
    return redirect("dump_decisions")


def _again(request: HttpRequest, run: ImportRun) -> HttpResponse:
    try:
        imports.answer(run, by=request.user, options={})
    except imports.RunRefused as refusal:
        messages.error(request, f"{run}: {refusal}.")
    return redirect(run)
