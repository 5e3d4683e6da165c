"""Pages that answer a question about global tags, and the form of a chain."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from datasets.campaigns.models import Campaign
from datasets.globaltags import actions, policy, queries, tables
from datasets.globaltags.forms import ChainForm, CompareForm, LookupForm
from datasets.globaltags.models import GlobalTag
from portal.lifecycle import MoveRefused
from portal.policy import audience, needs
from portal.ui.tables import table

SHOWN = 500
"""Rows of a page; the answer for programs has all."""


def _page(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    crumbs = [("Data", ""), ("Global tags", reverse("globaltags"))]
    return {"title": title, "crumbs": crumbs, "visibility": audience(request.user, policy.SEE), **more}


@needs(policy.SEE)
@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Which payloads hold for a run."""
    asked = any(request.GET.get(name) for name in ("exp", "run"))
    form = LookupForm(request.GET) if asked else LookupForm(initial=request.GET.dict())
    page = _page(request, "Payloads for a run", rule=queries.RULE, submit="Look up")
    if asked and form.is_valid():
        found = look_up(form.cleaned_data)
        page |= tables.lookup(found, SHOWN)
        query = {name: str(value) for name, value in request.GET.items() if value}
        page["api_url"] = f"{reverse('api-conditions-payloads')}?{urlencode(query)}"
    status = 422 if asked and form.errors else 200
    context = {"form": form, "page": page, "nav_key": "globaltags"}
    return render(request, "datasets/conditions.html", context, status=status)


def look_up(data: dict[str, Any]) -> dict[str, Any]:
    """The answer to a valid form: `names` in order, `tags` on record by name, `answers`."""
    if data["tag"] is not None:
        names = [data["tag"].name]
    else:
        chain = queries.chain_of(data["campaign"], data["on"])
        names = chain.names if chain else []
    tags = queries.by_name(names)
    there = [tags[name] for name in names if name in tags]
    answers = queries.payloads(there, data["exp"], data["run"], data["module"])
    return {"names": names, "tags": tags, "answers": answers, **data}


@needs(policy.SEE)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """How two tags differ."""
    asked = bool(request.GET.get("old") and request.GET.get("new"))
    form = CompareForm(request.GET) if asked else CompareForm(initial=request.GET.dict())
    page = _page(request, "Compare two global tags", submit="Compare")
    if asked and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        page |= tables.comparison(old, new, queries.difference(old, new), SHOWN)
        page["api_url"] = f"{reverse('api-conditions-comparison')}?{urlencode({'old': old.name, 'new': new.name})}"
    status = 422 if asked and form.errors else 200
    context = {"form": form, "page": page, "nav_key": "globaltags"}
    return render(request, "datasets/conditions.html", context, status=status)


@needs(policy.SEE)
@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Module by module what a tag holds, with gaps and overlaps."""
    tag = get_object_or_404(GlobalTag, pk=pk)
    page = _page(request, f"Modules of {tag}")
    page["crumbs"].append((tag.name, tag.get_absolute_url()))
    rows = tables.held(tag)
    page["table_html"] = table(tables.HELD, tables.lines(tables.HELD, rows)) if rows else ""
    page["empty"] = "No interval of validity of this tag is imported."
    return render(request, "datasets/conditions.html", {"page": page, "nav_key": "globaltags"})


@needs(policy.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which global tags a campaign uses from a day on."""
    campaign = get_object_or_404(Campaign, pk=pk)
    now = queries.chain_of(campaign, timezone.localdate())
    initial = {"on": timezone.localdate(), "names": "\n".join(now.names) if now else ""}
    form = ChainForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = actions.set_chain(campaign, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            words = str(refusal)
            form.add_error(None, f"{words[0].upper()}{words[1:]}.")
        else:
            messages.success(request, f"{campaign} uses {made} from {made.period.lower} on.")
            return redirect(campaign)
    crumbs = [("Campaigns", reverse("campaigns")), (campaign.name, campaign.get_absolute_url())]
    page = {
        "title": f"Global tags of {campaign}",
        "crumbs": crumbs,
        "submit_label": "Save",
        "cancel_url": campaign.get_absolute_url(),
        "intro": "What stands first wins. The chain before stays on record until the day before this one.",
    }
    status = 422 if form.errors else 200
    return render(request, "form/page.html", {"form": form, "page": page, "nav_key": "campaigns"}, status=status)
