"""Sample lists: datasets with facets, and a queue of approvals."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from portal.ui import components
from tests.portal.ui.gallery_shell import show

BUTTON = mark_safe('<a class="btn" href="/detail/">Open</a> <a class="btn pri" href="/form/">Approve</a>')

PATH = "/belle/MC/release-08-00-08/DB00003307/MC16rd_proc16/prod000{}/s00/e0018/4S/r00{}/{}/mdst"
STATES = (("good", "ok"), ("possibly affected", "wait"), ("withdrawn", "stop"), ("being read", "info"), ("old", "none"))


def dataset_rows(count: int, chosen: list[str]) -> list[dict]:
    rows = []
    for i in range(count):
        kind = ("mixed", "charged")[i % 2]
        if chosen and kind not in chosen:
            continue
        name = PATH.format(51220 + i, 200 + i, kind)
        state = STATES[0] if i % 7 else STATES[i % 5]
        cells = (components.path(name, "/detail/"), kind, "18", str(200 + i), "08-00-08", f"{149020 + 211 * i:,}")
        rows.append({"pk": i, "url": "/detail/", "cells": (*cells, components.tag(*state))})
    return rows


def filters(chosen: list[str]) -> str:
    found = {
        "facets": [
            facet("Campaign", ("MC16rd_proc16", 21630), ("MC16rd_prompt", 4112), ("MC15rd_b", 18902), ("MC15ri_b", 64)),
            facet("Event type", ("mixed", 10815), ("charged", 10815), ("signal codes", 83), chosen=chosen),
            facet("Level", ("mdst", 21601), ("udst", 29)),
            facet("State", ("good", 21568), ("possibly affected", 62), ("withdrawn", 0)),
        ],
        "texts": [{"name": "release", "label": "Release", "value": ""}],
        "ranges": [{"name": "run", "label": "Run", "kind": "number", "value_from": "200", "value_to": ""}],
        "count_text": "21,600 datasets",
    }
    return render_to_string("listing/_facets.html", {"filters": found})


def datasets(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.getlist("event_type")
    rows = dataset_rows(50, chosen)
    page = {
        "title": f"{len(rows) * 432:,} datasets",
        "noun_plural": "datasets",
        "group": "Data",
        "count": len(rows) * 432,
        "count_text": f"{len(rows) * 432:,} datasets",
        "read_as": "campaign MC16rd_proc16 and event type mixed or charged and runs overlap exp 18",
        "query": request.GET.get("q", ""),
        "search_label": "Text or path with *",
        "pills": [
            {"label": "campaign", "value": "MC16rd_proc16", "remove_url": "?"},
            *({"label": "event type", "value": value, "remove_url": "?"} for value in chosen),
        ],
        "clear_url": "/datasets/",
        "filters": filters(chosen),
        "keep": [("sort", request.GET["sort"])] if "sort" in request.GET else [],
        "columns": [
            column("path", "Path", primary=True, sorted="ascending"),
            column("event_type", "Event type"),
            column("exp", "Exp"),
            column("runs", "Runs"),
            column("release", "Release", mono=True),
            column("events", "Events", numeric=True),
            column("state", "State", state=True),
        ],
        "rows": rows,
        "exports": [{"label": label, "url": f"?format={label.lower()}"} for label in ("Text", "CSV", "XLSX", "JSON")],
        "actions": [{"label": "Follow", "form": "/deed/"}],
        "column_choice": [
            {"name": "path", "label": "Path", "shown": True},
            {"name": "lfn", "label": "Files", "shown": False},
        ],
        "pager": pager(),
        "visibility": "Members may see this list; you can because you are an active member since 2024-03-01.",
    }
    htmx = request.htmx and not request.htmx.boosted
    return show(request, "listing/_results.html" if htmx else "listing/page.html", page=page)


def column(name: str, label: str, **more) -> dict:
    return {"name": name, "label": label, "sort_url": f"?sort={name}", **more}


def facet(label: str, *values: tuple[str, int], chosen: list[str] | None = None) -> dict:
    name = label.lower().replace(" ", "_")
    return {
        "name": name,
        "label": label,
        "open": True,
        "values": [
            {
                "value": value,
                "label": value,
                "count": count,
                "selected": value in (chosen or []),
                "excluded": value == "withdrawn",
                "turn_url": "" if value in (chosen or []) else f"?{name}!={value}",
            }
            for value, count in values
        ],
        "hidden_more": 12 if label == "Campaign" else 0,
    }


def pager() -> dict:
    numbers = [{"number": n, "url": f"?page={n}", "current": n == 1} for n in (1, 2, 3)]
    return {
        "first": 1,
        "last": 50,
        "total": 21630,
        "prev_url": None,
        "next_url": "?page=2",
        "pages": [*numbers, {"gap": True}, {"number": 433, "url": "?page=433"}],
    }


PEOPLE = (
    ("Aïcha Benmoussa", "PhD student", "2 h", "single sign-on", ("yours to decide", "wait"), ""),
    ("Trần Thị Hạnh", "postdoc", "1 d", "certificate", ("yours to decide", "wait"), ("possible duplicate", "stop")),
    ("中村 葵 (Aoi Nakamura)", "master student", "1 d", "delegate signed", ("claimed by you", "info"), ""),
    ("Paweł Żółkiewski", "engineer", "3 d", "single sign-on", ("on hold: contract date", "none"), ""),
    ("Deniz Işık", "PhD student → postdoc", "4 d", "known member", ("transfer in", "wait"), ("share 110 %", "stop")),
    ("Ole Brandvold", "theory guest", "6 d", "sponsor", ("approved", "ok"), ""),
)


def approvals(request: HttpRequest) -> HttpResponse:
    rows = []
    for pk, (name, asks, waiting, identity, state, note) in enumerate(PEOPLE):
        cells = (name, asks, waiting, identity, components.tag(*state), components.tag(*note) if note else "", BUTTON)
        rows.append({"pk": pk, "url": "/detail/", "cells": cells, "selectable": pk < 5})
    page = {
        "title": "Approvals for Univ. of Sundridge",
        "group": "Members",
        "noun_plural": "approvals",
        "read_as": "state waiting and institute mine",
        "search_label": "Name",
        "pills": [{"label": "state", "value": "waiting", "remove_url": "?"}],
        "columns": [
            column("person", "Person", primary=True, sorted="descending"),
            column("asks", "Asks for"),
            column("waiting", "Waiting", numeric=True),
            column("identity", "Identity"),
            column("state", "State", state=True),
            {"name": "note", "label": "Note"},
            {"name": "deeds", "label": ""},
        ],
        "rows": rows,
        "bulk": [
            {"name": "approve", "label": "Approve selected"},
            {"name": "remind", "label": "Remind selected"},
        ],
        "actions": [
            {"label": "Yearly review", "url": "/form/"},
            {"label": "Invite a person", "url": "/form/", "primary": True},
        ],
        "pager": {"first": 1, "last": 6, "total": 6, "pages": []},
        "as_of": {"date": date(2024, 1, 1), "is_today": False, "hidden": [("state", "waiting")], "today_url": "?"},
    }
    if request.method == "POST":
        chosen = request.POST.getlist("pk")
        messages.success(request, f"{request.POST['bulk']}: {len(chosen)} people.")
        return redirect("/approvals/")
    return show(request, "listing/page.html", page=page)
