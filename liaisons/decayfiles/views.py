"""Hand in a decay file, try the check without keeping anything, download."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from liaisons.decayfiles import actions, policy
from liaisons.decayfiles.forms import HandInForm, Upload
from liaisons.decayfiles.models import DecayFile
from liaisons.decayfiles.panels import check_context, counts
from portal.listing.views import is_fragment
from portal.policy import needs

CHECK = "check"
"""Name of the button that asks for the check and nothing else."""
NOT_KEPT = "The check keeps nothing: choose the file again when you send the form."


@needs(policy.HAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form with the check beside it. `check` shows the findings and keeps nothing; otherwise the file is kept."""
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    upload: Upload | None = form.cleaned_data.get("upload") if form.is_valid() else None
    if is_fragment(request):
        return fragment(request, upload.file if upload else None, errors=said_of(form, "upload"))
    if upload is None:
        return _page(request, form, status=422)
    if CHECK in request.POST:
        return _page(request, HandInForm(), check_context(upload.file))
    file, is_new = actions.hand_in(by=request.user, file_name=upload.file.file_name, raw=upload.raw)
    found = counts(file.findings) or "nothing to report"
    known = "" if is_new else f" It is on record since {file.uploaded_at:%Y-%m-%d}."
    messages.success(request, f"{file.file_name}: {found}.{known}")
    return redirect(file)


def said_of(form: Any, name: str) -> list[str]:
    """Why a field of the form is wrong; empty when it is not."""
    return [str(words) for words in form.errors.get(name, ())]


def fragment(request: HttpRequest, file: DecayFile | None, errors: Iterable[str] = (), **more: Any) -> HttpResponse:
    """The check alone: of `file`, or why a file cannot be read. Nothing is kept."""
    check = check_context(file) if file is not None else None
    return render(request, "liaisons/_check.html", {"check": check, "errors": list(errors), **more})


def _page(
    request: HttpRequest, form: HandInForm, check: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = {
        "title": "Hand in a decay file",
        "crumbs": [("Requests", ""), ("Decay files", reverse("decay_files"))],
        "intro": NOT_KEPT if check else "",
        "submit_label": "Hand in",
        "more_submits": [{"name": CHECK, "value": "1", "label": "Check only"}],
        "cancel_url": reverse("decay_files"),
    }
    live(form, "upload", url=reverse("decay_file_new"))
    context = {"page": page, "form": form, "check": check, "nav_key": "decay_files"}
    return render(request, "liaisons/decay_file_new.html", context, status=status)


def live(form: Any, *fields: str, url: str) -> None:
    """Let a change of `fields` ask for the check, where scripts run; the whole form is sent along."""
    for name in fields:
        form.fields[name].widget.attrs |= {
            "hx-post": url,
            "hx-trigger": "change",
            "hx-target": "#check",
            "hx-encoding": "multipart/form-data",
            "hx-sync": "closest form:replace",
        }


@needs(policy.LIST)
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file byte for byte under its own name; never shown by the browser itself."""
    file = get_object_or_404(DecayFile, pk=pk)
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.file_name)
    return response
