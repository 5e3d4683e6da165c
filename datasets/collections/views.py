"""Pages on which collections are made, filled, checked, cloned and compared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from datasets.catalogue.commands import RELEASE
from datasets.catalogue.listing import DatasetsListing
from datasets.collections import actions, figures, policy, queries, running
from datasets.collections.checks import checks
from datasets.collections.choices import OPEN, RESULT_TONES
from datasets.collections.comparing import Comparison, compare
from datasets.collections.forms import FactsForm, FoundForm, MembersForm, NewForm, ReasonForm
from datasets.collections.models import Collection
from datasets.collections.panels import MOVES
from datasets.globaltags.advice import advice
from portal.lifecycle import MoveRefused
from portal.listing import Context, QueryError
from portal.listing.query import read_query
from portal.plain import whole
from portal.policy import needs
from portal.ui.addresses import page_url
from portal.ui.numbers import bytes_text

form_page = require_http_methods(["GET", "HEAD", "POST"])
DATASETS = DatasetsListing()
PAGE = 100
CRUMBS = [("Data", ""), ("Collections", "/collections/")]


def _crumbs(found: Collection) -> list[tuple[str, str]]:
    return [*CRUMBS, (str(found), found.get_absolute_url())]


def _get(request: HttpRequest, pk: int) -> Collection:
    return get_object_or_404(policy.visible(request.user, Collection.objects.all()), pk=pk)


def _page(request: HttpRequest, form: Any, title: str, label: str, back: str, **more: Any) -> HttpResponse:
    page = {"title": title, "crumbs": CRUMBS, "submit_label": label, "cancel_url": back, **more}
    context = {"form": form, "page": page, "nav_key": "collections"}
    return render(request, "form/page.html", context, status=422 if form.errors else 200)


def _refused(form: Any, refusal: MoveRefused) -> None:
    """The words of the refusal beside the field that they name."""
    name, colon, words = str(refusal).partition(": ")
    where, said = (name, words) if colon and name in form.fields else (None, str(refusal))
    form.add_error(where, f"{said[0].upper()}{said[1:].rstrip('.')}.")


@needs(policy.MAKE)
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A test collection without members."""
    form = NewForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(actions.begin(by=request.user, **form.cleaned_data))
        except MoveRefused as refusal:
            _refused(form, refusal)
    return _page(request, form, "New test collection", "Create", reverse("collections"))


def _closed(request: HttpRequest, found: Collection) -> HttpResponse:
    """Nobody fills in a form that will be refused."""
    messages.error(request, f"{found} is {found.get_state_display()} and does not change; begin a new version of it.")
    return redirect(found)


@needs(policy.MAKE)
@form_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of an open collection."""
    found = _get(request, pk)
    if request.method != "POST" and found.state not in OPEN:
        return _closed(request, found)
    form = FactsForm(request.POST or None, instance=_get(request, pk))
    if form.is_valid():
        try:
            actions.edit(found, by=request.user, **form.cleaned_data)
            return redirect(found)
        except MoveRefused as refusal:
            _refused(form, refusal)
    return _page(request, form, f"Edit {found}", "Save", found.get_absolute_url(), crumbs=_crumbs(found))


@needs(policy.MAKE)
@form_page
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, remove or set the members by their paths."""
    found = _get(request, pk)
    if request.method != "POST" and found.state not in OPEN:
        return _closed(request, found)
    form = MembersForm(request.POST or None)
    if form.is_valid():
        rows = form.cleaned_data["paths"]
        verb, done = {
            "add": (actions.add_members, "added"),
            "remove": (actions.remove_members, "taken out"),
            "set": (actions.set_members, "set"),
        }[form.cleaned_data["how"]]
        try:
            count = verb(found, rows, by=request.user)
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"{found}: {count:,} of {len(rows):,} datasets {done}.")
            return redirect(found)
    intro = f"{found} has {found.dataset_count:,} datasets."
    more = {"intro": intro, "crumbs": _crumbs(found)}
    return _page(request, form, f"Members of {found}", "Carry out", found.get_absolute_url(), **more)


@needs(policy.MAKE)
@form_page
def found_datasets(request: HttpRequest) -> HttpResponse:
    """Put what a search of datasets finds into an open collection, or make one of it; the address is the search."""
    today = timezone.localdate()
    try:
        query = read_query(DATASETS, Context(request.user, today, today), request.GET)
    except QueryError as error:
        messages.error(request, f"{error}")
        return redirect("datasets")
    rows, back = DATASETS.select(query), reverse("datasets") + query.url()
    if not query.filtered:
        messages.info(request, "Search first: this would be every dataset that there is.")
        return redirect(back)
    form = FoundForm(request.user, request.POST or None)
    if form.is_valid():
        into, path = form.cleaned_data["into"], form.cleaned_data["path"]
        try:
            into = into or actions.begin(path, by=request.user)
            count = actions.add_members(into, rows, by=request.user)
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"{into}: {count:,} datasets added.")
            return redirect(into)
    title = f"{DATASETS.total(query):,} datasets into a collection"
    intro = "They go behind the members that are there, by path; those that it has already stay where they are."
    return _page(request, form, title, "Put them in", back, intro=intro)


@needs(policy.MAKE)
@form_page
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Clone a published collection into a test of the next version."""
    found = _get(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.new_version(found, by=request.user, reason=form.cleaned_data["reason"])
        except MoveRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, f"{made} is a test with the {made.dataset_count:,} datasets of {found}.")
            return redirect(made)
    intro = "The test has the same members and facts. Change what is to change, look at the checks, then publish it."
    more = {"intro": intro, "crumbs": _crumbs(found)}
    return _page(request, form, f"New version of {found}", "Make the new version", found.get_absolute_url(), **more)


@needs(policy.MAKE)
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Every check before publication with what was found, and the button."""
    found = _get(request, pk)
    results = checks(found)
    older = queries.before(found)
    context = {
        "page": {"title": f"Checks of {found}", "crumbs": _crumbs(found)},
        "collection": found,
        "older": older,
        "concerned": MOVES.concerned(found, request.user, "publish") if found.is_open else "",
        "checks": [(item, RESULT_TONES[item.result]) for item in results],
        "wrong": sum(item.wrong for item in results),
        "publish_url": page_url("collection_move", found.pk, "publish") if found.is_open else "",
        "nav_key": "collections",
    }
    return render(request, "datasets/checks.html", context)


@needs(policy.LIST)
@require_safe
def commands(request: HttpRequest) -> HttpResponse:
    """The commands for all published collections of a campaign that the address asks for, as a file."""
    asked = {name: request.GET.getlist(name) for name in running.SAME if name in request.GET}
    if "campaign" not in asked:
        raise Http404("campaign: say whose collections to run on")
    release = advice(asked["campaign"][-1], timezone.localdate()).release or RELEASE
    layer, first = (whole(request.GET.get(name, "")) for name in ("layer", "first"))
    if layer is None and "layer" in request.GET:
        raise Http404("layer: this is no whole number")
    text = running.commands(asked, release, layer=layer, first=first)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="commands.txt"'
    return response


def comparison_of(request: HttpRequest, pk: int) -> Comparison | None:
    """What the address asks for: against the version `with`, or the one before; None when there is none."""
    found = _get(request, pk)
    wanted = whole(request.GET.get("with", ""))
    other = _get(request, wanted) if wanted is not None else queries.before(found)
    if other is None or other.pk == found.pk:
        return None
    try:
        return compare(found, other)
    except ValueError as error:
        raise Http404(str(error)) from error


@needs(policy.LIST)
@require_safe
def diff(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How two versions differ, as a page or with `?format=txt` as lines of + and -."""
    found = comparison_of(request, pk)
    if found is None:
        messages.info(request, "There is no version to compare it with.")
        return redirect(_get(request, pk))
    if request.GET.get("format") == "txt":
        response = StreamingHttpResponse(found.lines(), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{found.older}--{found.newer}.diff.txt"'
        return response
    if request.GET.get("format") == "json":
        return JsonResponse(found.as_json())
    family = Collection.objects.filter(family=found.newer.family, data_type=found.newer.data_type)
    context = {
        "page": {"title": f"{found.older} → {found.newer}", "crumbs": _crumbs(found.newer)},
        "found": found,
        "versions": policy.visible(request.user, family).order_by("-version", "path"),
        "sums": _sums(found),
        "lists": [
            _list(request, name, rows) for name, rows in (("added", found.added()), ("removed", found.removed()))
        ],
        "nav_key": "collections",
    }
    return render(request, "datasets/diff.html", context)


def _sums(found: Comparison) -> list[tuple[str, str, str, str]]:
    """Name, both sums and what lies between them, in words."""
    made = []
    for name, (old, new) in found.sums.items():
        words = bytes_text if name == "size" else "{:,}".format
        sign = "+" if new >= old else "−"
        made.append((name, words(old), words(new), f"{sign}{words(abs(new - old))}" if new != old else "0"))
    if found.luminosity is not None:
        before, now = (figures.luminosity(row.luminosity, row.luminosity_error) for row in (found.older, found.newer))
        made.append(("integrated luminosity", before, now, figures.change(found.luminosity)))
    return made


def _list(request: HttpRequest, name: str, rows: Any) -> dict[str, Any]:
    """A page of one of the lists; the other list stays where it is."""
    shown = Paginator(rows, PAGE).get_page(request.GET.get(name))
    turned = {}
    for to, there in (("before", shown.has_previous()), ("after", shown.has_next())):
        params = request.GET.copy()
        params[name] = str(shown.number + (1 if to == "after" else -1))
        turned[to] = f"?{params.urlencode()}#{name}" if there else ""
    return {"name": name, "shown": shown, **turned}
