"""File, edit, start, finish, remark. The other moves need no more than the kernel's own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from datasets.campaigns.models import Campaign
from liaisons.decayfiles import actions as decayfiles
from liaisons.decayfiles.models import DecayFile
from liaisons.decayfiles.panels import check_context
from liaisons.decayfiles.views import CHECK, NOT_KEPT, fragment, live, said_of
from liaisons.requests import actions, policy, queries
from liaisons.requests.forms import FinishForm, RemarkForm, RequestForm, StartForm
from liaisons.requests.lifecycle import REQUEST
from liaisons.requests.models import SignalRequest
from liaisons.requests.panels import get, warning_html
from portal.lifecycle import MoveRefused
from portal.plain import whole
from portal.policy import needs, require

ModelT = TypeVar("ModelT", bound=Model)
SUBMIT = "submit"
FORM = ["GET", "HEAD", "POST"]
KNOWN = ("group", "campaign", "decay_file", "title", "events", "energy")


@needs(policy.FILE)
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new request; `?decay_file=12&campaign=3` fills it in."""
    initial = {name: request.GET[name] for name in KNOWN if name in request.GET}
    form = RequestForm(request.user, request.POST or None, request.FILES or None, initial=initial)

    def save(**fields: Any) -> SignalRequest:
        return actions.file(by=request.user, **fields)

    return _answer(request, form, save)


@needs(policy.FILE)
@require_http_methods(FORM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form for a draft, or for what came back. What was typed stays when the request has moved on."""
    filed = get(request.user, pk)
    require(request.user, policy.EDIT, filed)
    if request.method != "POST" and not filed.is_editable:
        messages.error(request, f"{filed} can no longer be edited: it is {filed.get_state_display()}.")
        return redirect(filed)
    initial = {name: getattr(filed, name) for name in (*RequestForm.Meta.fields, "revision")}
    initial |= {name: getattr(filed, f"{name}_id") for name in ("group", "campaign", "decay_file")}
    form = RequestForm(request.user, request.POST or None, request.FILES or None, initial=initial)

    def save(**fields: Any) -> SignalRequest:
        actions.edit(filed, by=request.user, revision=form.cleaned_data["revision"], **fields)
        return filed

    return _answer(request, form, save, filed)


def _answer(
    request: HttpRequest, form: RequestForm, save: Callable[..., SignalRequest], filed: SignalRequest | None = None
) -> HttpResponse:
    """Show the form, check what it holds, or save it and, when asked to, submit."""
    if request.method != "POST":
        return _form_page(request, form, filed, file=_chosen(form))
    complete = form.is_valid()
    if CHECK in request.POST:
        blank = RequestForm(request.user, initial=request.POST.dict())
        upload = form.cleaned_data.get("upload")
        file, unreadable = (upload.file if upload else _chosen(form)), _unreadable(request, form)
        return _form_page(request, blank, filed, file=file, errors=unreadable, intro=NOT_KEPT if upload else "")
    status, refused = 422, ""
    if complete:
        try:
            return _saved(request, save(decay_file=_file_of(request, form), **form.fields_of_request))
        except MoveRefused as refusal:
            status, refused = 409, f"{str(refusal)[0].upper()}{str(refusal)[1:]}. What you typed still stands here."
    form = _kept(request, form)
    if refused:
        form.add_error(None, refused)
    return _form_page(request, form, filed, file=_chosen(form), errors=_unreadable(request, form), status=status)


def _file_of(request: HttpRequest, form: RequestForm) -> DecayFile:
    """The decay file that is meant: the one just uploaded, which is handed in by that, before the one on record."""
    upload = form.cleaned_data["upload"]
    if upload is None:
        chosen: DecayFile = form.cleaned_data["decay_file"]
        return chosen
    file, _ = decayfiles.hand_in(by=request.user, file_name=upload.file.file_name, raw=upload.raw)
    return file


def _saved(request: HttpRequest, filed: SignalRequest) -> HttpResponse:
    """It is safe; submit it when that was asked for."""
    try:
        if SUBMIT in request.POST:
            actions.submit(filed, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"{filed} is saved, but not submitted: {refusal}.")
    else:
        messages.success(request, f"{filed}: {REQUEST.states(filed.state).label}.")
    return redirect(filed)


def _kept(request: HttpRequest, form: RequestForm) -> RequestForm:
    """The form as it was sent, with a readable upload handed in and chosen: a browser forgets which file it was."""
    if form.cleaned_data.get("upload") is None:
        return form
    file = _file_of(request, form)
    messages.info(request, f"{file.file_name} is kept; you need not choose it again.")
    data = request.POST.copy()
    data["decay_file"] = str(file.pk)
    kept = RequestForm(request.user, data, initial=form.initial)
    kept.is_valid()
    return kept


def _unreadable(request: HttpRequest, form: RequestForm) -> list[str]:
    """Why the uploaded file cannot be read."""
    return said_of(form, "upload") if request.FILES else []


def _form_page(
    request: HttpRequest,
    form: RequestForm,
    filed: SignalRequest | None,
    *,
    file: DecayFile | None,
    errors: Iterable[str] = (),
    intro: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form with the check of `file` beside it."""
    url = reverse("signal_request_check_own", args=[filed.pk]) if filed else reverse("signal_request_check")
    live(form, "upload", "decay_file", "campaign", url=url)
    page = {
        "title": f"Edit {filed}" if filed else "New signal-MC request",
        "crumbs": [("Requests", ""), ("Signal-MC requests", reverse("requests"))],
        "intro": intro,
        "submit_name": SUBMIT,
        "submit_value": "1",
        "submit_label": "Save and submit",
        "more_submits": [
            {"name": "save", "value": "1", "label": "Save" if filed else "Save as draft"},
            {"name": CHECK, "value": "1", "label": "Check only"},
        ],
        "cancel_url": filed.get_absolute_url() if filed else reverse("requests"),
    }
    context = {
        "page": page,
        "form": form,
        "check": check_context(file) if file is not None else None,
        "warnings": _warnings(request, form, file, filed.pk if filed else None),
        "errors": list(errors),
        "nav_key": "requests",
    }
    return render(request, "liaisons/request_form.html", context, status=status)


def _warnings(request: HttpRequest, form: RequestForm, file: DecayFile | None, own: int | None) -> list[SafeString]:
    if file is None:
        return []
    campaign = _named(Campaign, form["campaign"].value())
    return [warning_html(item) for item in queries.warnings(request.user, file, campaign, own)]


def _chosen(form: RequestForm) -> DecayFile | None:
    """The decay file on record that the form names."""
    return _named(DecayFile, form["decay_file"].value())


def _named(model: type[ModelT], key: Any) -> ModelT | None:
    return model._default_manager.filter(pk=whole(key)).first()


@needs(policy.FILE)
@require_POST
def check(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The check of what the form holds now, as a fragment. Nothing is kept."""
    form = RequestForm(request.user, request.POST, request.FILES)
    form.is_valid()
    upload = form.cleaned_data.get("upload")
    if errors := _unreadable(request, form):
        return fragment(request, None, errors)
    file = upload.file if upload is not None else _chosen(form)
    return fragment(request, file, warnings=_warnings(request, form, file, pk))


@needs(policy.DECIDE)
@require_http_methods(FORM)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The production manager gives the number of the production."""
    filed = get(request.user, pk)
    form = StartForm(request.POST or None)

    def verb(data: dict[str, Any]) -> None:
        actions.start(filed, by=request.user, production=data["production"], reason=data["reason"])

    return _decide(request, filed, form, "start", verb)


@needs(policy.DECIDE)
@require_http_methods(FORM)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The production manager names the datasets."""
    filed = get(request.user, pk)
    form = FinishForm(filed, request.POST or None)

    def verb(data: dict[str, Any]) -> None:
        actions.finish(filed, by=request.user, datasets=data["datasets"], reason=data["reason"])

    return _decide(request, filed, form, "finish", verb)


def _decide(request: HttpRequest, filed: SignalRequest, form: Any, move: str, verb: Any) -> HttpResponse:
    """The page of a move that asks for more than a reason; the same outcomes as any other move."""
    offer = next((item for item in REQUEST.offered(filed, request.user) if item.name == move), None)
    if offer is None:
        wanted = next(item for item in REQUEST.moves if item.name == move)
        messages.error(request, f"{filed}: {REQUEST.refusal(filed, wanted)}.")
        return redirect(filed)
    if request.method == "POST" and form.is_valid():
        try:
            verb(form.cleaned_data)
        except MoveRefused as refusal:
            messages.error(request, f"{filed}: {refusal}.")
        else:
            messages.success(request, f"{filed}: {REQUEST.states(filed.state).label}.")
        return redirect(filed)
    page = {
        "title": f"{offer.label}: {filed}",
        "crumbs": [("Requests", ""), ("Signal-MC requests", reverse("requests"))],
        "submit_label": offer.label,
        "cancel_url": filed.get_absolute_url(),
    }
    context = {"page": page, "form": form, "nav_key": "requests"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


@needs(policy.SEE)
@require_http_methods(FORM)
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something; an empty or an overlong remark comes back with what was typed."""
    filed = get(request.user, pk)
    require(request.user, policy.REMARK, filed)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remark(filed, by=request.user, text=form.cleaned_data["text"])
        return redirect(f"{filed.get_absolute_url()}#timeline")
    page = {"title": f"Remark on {filed}", "submit_label": "Add the remark", "cancel_url": filed.get_absolute_url()}
    context = {"page": page, "form": form, "nav_key": "requests"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)
