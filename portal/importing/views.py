"""Upload a file, look at the plan, apply it, watch it; the same pages for every importer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from portal.importing import actions
from portal.importing.importer import Importer
from portal.importing.models import TONES, ImportRun
from portal.policy import is_signed_in, may, needs, require, why
from portal.policy.core import Denied, grant
from portal.registry import registry

SEE = grant("portal:import:see", "see imports", is_signed_in)
SHOWN = 500
"""How many rows of a plan the page shows; the JSON export has all."""


class UploadForm(forms.Form):
    """One file of the kind that the importer reads."""

    file = forms.FileField(label="File")

    def __init__(self, importer: type[Importer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = importer.about
        self.fields["file"].widget.attrs["accept"] = importer.accept
        self.fields |= {name: make() for name, make in importer.fields.items()}

    @property
    def options(self) -> dict[str, Any]:
        """What was said beside the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.PORTAL_UPLOAD_BYTES:
            raise forms.ValidationError(
                f"{file.name} has {file.size:,} bytes; at most {settings.PORTAL_UPLOAD_BYTES:,} are read here."
                " Use the command line for larger files."
            )
        return file


@needs(SEE)
def start(request: HttpRequest, importer: str) -> HttpResponse:
    """Choose a file."""
    try:
        wanted = actions.importer_named(importer)
    except KeyError as error:
        raise Http404 from error
    require(request.user, wanted.needs)
    form = UploadForm(wanted, request.POST, request.FILES) if request.method == "POST" else UploadForm(wanted)
    if form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.upload(wanted, by=request.user, file_name=file.name, content=file.read(), options=form.options)
        return redirect(run)
    runs = ImportRun.objects.filter(importer=importer).defer("content", "plan").select_related("by")[:10]
    listed = [(run, TONES[run.state]) for run in runs]
    crumbs, nav_key = _place(wanted)
    page = {"submit_label": "Show the plan", "crumbs": crumbs, "cancel_url": crumbs[-1][1] if crumbs else ""}
    context = {"form": form, "importer": wanted, "runs": listed, "page": page, "nav_key": nav_key}
    return render(request, "import/start.html", context, status=422 if form.errors else 200)


@needs(SEE)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, the progress or the outcome of one import."""
    run = _run(request, pk)
    plan = run.plan or {}
    changes = [row for row in plan.get("changes", ()) if row["action"] != "skip"]
    importer = actions.importer_named(run.importer)
    crumbs, nav_key = _place(importer)
    start_again = (f"Import {importer.noun_plural}", reverse("import_start", args=[importer.name]))
    context = {
        "page": {"crumbs": [*crumbs, start_again]},
        "nav_key": nav_key,
        "run": run,
        "tone": TONES[run.state],
        "importer": importer,
        "steps": importer(run.options).steps(run),
        "writes": sum(plan.get("counts", {}).get(action, 0) for action in ("create", "update", "end")),
        "held": plan.get("held", ""),
        "may_release": bool(importer.releases) and may(request.user, importer.releases),
        "counts": plan.get("counts", {}),
        "nouns": plan.get("nouns", {}),
        "changes": changes[:SHOWN],
        "more": max(0, _told(plan) - SHOWN),
        "problems": plan.get("problems", ())[:SHOWN],
        "problem_count": len(plan.get("problems", ())) + plan.get("unsaid", 0),
    }
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    return render(request, "import/_run.html" if fragment else "import/run.html", context)


def _place(importer: type[Importer]) -> tuple[list[tuple[str, str]], str]:
    """Where its pages belong: the list that has a button for it, if one has, and the entry of the menu."""
    button = ("import_start", (importer.name,))
    for listing in registry.listings:
        if any((action.url_name, action.args) == button for action in listing.actions):
            return [(listing.group, ""), (capfirst(listing.noun_plural), reverse(listing.name))], listing.name
    return [], ""


def _told(plan: dict[str, Any]) -> int:
    """How many rows there are that are not skipped, told one by one or not."""
    return sum(count for action, count in plan.get("counts", {}).items() if action != "skip")


@needs(SEE)
@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Apply the plan, drop it, or release it with a reason."""
    run = _run(request, pk)
    try:
        if verb == "release":
            actions.release(run, by=request.user, reason=request.POST.get("reason", ""))
        else:
            {"apply": actions.apply, "drop": actions.drop}[verb](run, by=request.user)
    except actions.RunRefused as refusal:
        messages.error(request, f"{run}: {refusal}.")
    return redirect(run)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    run = get_object_or_404(ImportRun.objects.defer("content"), pk=pk)
    needed = actions.importer_named(run.importer).needs
    if not may(request.user, needed):
        raise Denied(why(request.user, needed))
    return run


def links(user: object) -> list[tuple[str, str]]:
    """(name, noun) of the importers that `user` may use."""
    return [(item.name, item.noun_plural) for item in registry.importers if may(user, item.needs)]
