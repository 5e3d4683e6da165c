"""A URL conf of sample pages: what the browser tests look at. All people and numbers are invented."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import include, path
from django.utils.safestring import mark_safe

from portal.ui import charts, components
from portal.ui.context import Entry, Group, Shell

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.permission_denied"
handler404 = "portal.ui.errors.page_not_found"
handler500 = "portal.ui.errors.server_error"

NAV = (
    ("", (("Home", "/", "h", None, False),)),
    (
        "Members",
        (
            ("People", "/list/", "p", 1043, False),
            ("Institutes", "/empty/nothing/", "i", 121, False),
            ("Groups and roles", "/empty/forbidden/", "", None, False),
            ("Approvals", "/approvals/", "a", 7, True),
        ),
    ),
    (
        "Data",
        (
            ("Datasets", "/datasets/", "d", None, False),
            ("Collections", "/detail/", "c", 1204, False),
            ("Campaigns", "/empty/failed/", "", None, False),
        ),
    ),
    ("Requests", (("Signal MC", "/empty/no_match/", "s", 37, False), ("Decay files", "/form/", "", None, False))),
    ("Publications", (("Author lists", "/charts/", "l", None, False),)),
    ("Operations", (("Imports and mail", "/progress/", "o", None, False),)),
)


class SampleShell(Shell):
    """The shell of a signed-in liaison, without a database."""

    site_name = "Collaboration portal"
    demo = True
    signed_in = True
    user_label = "K. Lindqvist"
    user_about = "liaison, EWP"
    profile_url = "/detail/"
    security_url = "/form/"

    @property
    def nav(self):
        here = self.request.path
        return [
            Group(label, tuple(Entry(name, url, key, url == here, hot, count) for name, url, key, count, hot in items))
            for label, items in NAV
        ]


def show(request: HttpRequest, template: str, **context) -> HttpResponse:
    return render(request, template, {"shell": SampleShell(request), **context})


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


BUTTON = mark_safe('<a class="btn" href="/detail/">Open</a> <a class="btn pri" href="/form/">Approve</a>')
COMMAND = """gbasf2 -p mc16rd_mixed_r1_v2 -s release-08-02-05 \\
  -i /belle/collection/MC/MC16rd_proc16_mixed_Run1_4S_v2 \\
  steering.py"""


def detail(request: HttpRequest) -> HttpResponse:
    history = request.GET.get("tab") == "history"
    page = {
        "title": "MC16rd_proc16_mixed_Run1_4S",
        "tag": {"label": "recommended", "tone": "ok"},
        "crumbs": [("Data", ""), ("Collections", "/datasets/"), ("MC16rd_proc16_mixed_Run1_4S", "")],
        "copy": "/belle/collection/MC/MC16rd_proc16_mixed_Run1_4S_v2",
        "subtitle_html": mark_safe('replaces <a href="/detail/">v1</a>'),
        "actions": [
            {"label": "Follow", "form": "/deed/", "name": "follow"},
            {"label": "Freeze", "disabled_reason": "Only the production manager may freeze a collection."},
            {
                "label": "Withdraw",
                "form": "/deed/",
                "name": "withdraw",
                "danger": True,
                "asks_reason": True,
                "confirm": "The collection disappears from searches, and its 48 followers get a mail.",
            },
            {"label": "Use this sample", "url": "#run", "primary": True},
        ],
        "banners": [
            {
                "tone": "wait",
                "html": mark_safe(
                    "<b>1 open notice.</b> Beam-energy payload wrong for exp 18: 31 of 10,812 members affected. "
                    '<a href="/detail/">What to do</a>'
                ),
                "aside": "since 2026-11-02",
            }
        ],
        "tabs": [
            {"label": "Overview", "url": "?", "current": not history},
            {"label": "History", "url": "?tab=history", "current": history, "count": 4},
        ],
        "visibility": "You may see this page; you can because you are an active member since 2024-03-01.",
    }
    if history:
        page["history"] = TIMELINE
    else:
        page |= {"facts": left_panels(), "relations": right_panels()}
    today = {"date": date(2026, 11, 20), "is_today": True, "hidden": [], "today_url": "?"}
    return show(request, "detail/page.html", page=page, as_of=today)


def left_panels() -> list[dict]:
    return [
        {
            "kind": "figures",
            "figures": [
                {"value": "361.6 ± 1.7 fb⁻¹", "label": "offline luminosity, proc16"},
                {"value": "4 streams", "label": "1,446 fb⁻¹ equivalent"},
                {"value": "1.61 × 10⁹", "label": "events"},
                {"value": "412 TB", "label": "43,120 files"},
                {"value": "10,812", "label": "datasets", "url": "/datasets/"},
            ],
        },
        {
            "kind": "code",
            "title": "Run on it",
            "id": "run",
            "text": COMMAND,
            "note": "Release and global tags come from the campaign.",
        },
        {
            "kind": "table",
            "title": "Changes since v1",
            "columns": [
                {"name": "what", "label": "What", "primary": True},
                {"name": "datasets", "label": "Datasets", "numeric": True},
                {"name": "luminosity", "label": "Luminosity", "numeric": True},
                {"name": "reason", "label": "Reason"},
            ],
            "rows": [
                {"cells": (components.tag("added", "ok"), "+214", "+7.3 fb⁻¹", "exp 26 late runs produced")},
                {"cells": (components.tag("removed", "stop"), "−12", "−0.4 fb⁻¹", "wrong background overlay")},
                {"cells": (components.tag("unchanged"), "10,598", "354.7 fb⁻¹", components.EMPTY)},
            ],
        },
        {
            "kind": "table",
            "title": "Members",
            "count_text": "8 of 10,812",
            "columns": [
                {"name": "path", "label": "Path", "primary": True},
                {"name": "kind", "label": "Event type"},
                {"name": "exp", "label": "Exp"},
                {"name": "run", "label": "Run"},
                {"name": "release", "label": "Release", "mono": True},
                {"name": "events", "label": "Events", "numeric": True},
                {"name": "state", "label": "State"},
            ],
            "rows": dataset_rows(8, []),
            "more": {"label": "All 10,812 datasets", "url": "/datasets/"},
        },
        {"kind": "table", "title": "Skims", "columns": [], "rows": [], "empty": "No skim has run on it yet."},
    ]


def right_panels() -> list[dict]:
    published = components.tag("published", "ok")
    rows = [
        ("Campaign", components.link("MC16rd", "/detail/")),
        ("Version", "v2"),
        ("Energy", "4S, 10.58 GeV"),
        ("Event type", components.link("mixed", "/datasets/?event_type=mixed")),
        ("Global tags", mark_safe(f'<a href="/detail/">mcrd_proc16</a> {published}')),
        ("Published", components.when(date(2026, 9, 14))),
        ("Contact", components.link("MC production", "/detail/")),
    ]
    return [
        {"kind": "facts", "title": "Facts", "rows": rows},
        {
            "kind": "facts",
            "title": "Checks",
            "tag": {"label": "all good", "tone": "ok"},
            "rows": [("Declared = summed", components.tag("files, size, events", "ok")), ("Checksums", "verified")],
        },
        {
            "kind": "html",
            "title": "Used by",
            "html": mark_safe('<p><a href="/detail/">B → K* γ rates</a> and 6 more.</p>'),
        },
    ]


TIMELINE = [
    {"at": datetime(2026, 11, 20, 8, 2, tzinfo=UTC), "who": "K. Lindqvist", "verb": "Published", "tone": "ok"},
    {
        "at": datetime(2026, 11, 19, 14, 40, tzinfo=UTC),
        "who": "M. Okonkwo",
        "verb": "Returned",
        "tone": "stop",
        "reason": "Exp 26 is missing.\nPlease add the late runs.",
    },
    {
        "at": datetime(2026, 11, 18, 9, 12, tzinfo=UTC),
        "who": "K. Lindqvist",
        "verb": "Changed",
        "tone": "wait",
        "changes": [("Luminosity", "354.3 fb⁻¹", "361.6 fb⁻¹"), ("Contact", "", "MC production")],
    },
    {"at": datetime(2026, 11, 2, 7, 0, tzinfo=UTC), "who": "the portal", "verb": "Imported", "tone": "info"},
]


class SampleForm(forms.Form):
    """One field of each kind."""

    nickname = forms.CharField(help_text="Short, unique; goes into the path.", max_length=30)
    events = forms.IntegerField(label="Number of events", min_value=1, help_text="Before the generator filter.")
    group = forms.ChoiceField(
        label="Working group", choices=[("ewp", "Electroweak penguins"), ("tdcpv", "Time-dependent")]
    )
    from_day = forms.DateField(label="Needed by", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    decay_file = forms.FileField(label="Decay file", required=False)
    energy = forms.ChoiceField(choices=[("4S", "4S"), ("off", "4S_offres")], widget=forms.RadioSelect)
    backgrounds = forms.MultipleChoiceField(
        choices=[("x0", "BGx0"), ("x1", "BGx1")], widget=forms.CheckboxSelectMultiple, required=False
    )
    why = forms.CharField(label="What for", widget=forms.Textarea)
    agree = forms.BooleanField(label="The analysts know of it")

    def clean_nickname(self) -> str:
        if self.cleaned_data["nickname"] == "taken":
            raise forms.ValidationError("This nickname is taken; add a suffix.")
        return self.cleaned_data["nickname"]


def form(request: HttpRequest) -> HttpResponse:
    filled = SampleForm(request.POST if request.method == "POST" else None, request.FILES or None)
    filled.fields["why"].visibility = "your working group"
    if request.method == "POST" and filled.is_valid():
        messages.success(request, "The request is filed.")
        return redirect("/detail/")
    page = {
        "title": "Request signal MC",
        "crumbs": [("Requests", ""), ("Signal MC", "/datasets/"), ("New", "")],
        "intro": "The production manager sees it as soon as you file it.",
        "submit_label": "File the request",
        "cancel_url": "/datasets/",
        "visibility": "Seen by members; the purpose by your working group alone.",
        "confirm": request.GET.get("ask", ""),
    }
    return show(request, "form/page.html", page=page, form=filled)


def progress(request: HttpRequest) -> HttpResponse:
    done = int(request.GET.get("done", 430))
    page = {
        "title": "Import of people.xml",
        "state": {"label": "writing", "tone": "info"} if done < 1000 else {"label": "applied", "tone": "ok"},
        "done": done,
        "total": 1000,
        "counts": [("creates", 812, "/list/"), ("updates", 150, ""), ("conflicts", 3, "/list/")],
        "started_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        "poll_url": f"/progress/?done={done + 300}",
        "finished": done >= 1000,
        "result_url": "/list/",
    }
    return show(request, "progress/_state.html" if request.htmx else "progress/page.html", page=page)


EMPTY = {
    "nothing": ("No institutes yet", "An administrator adds them, or imports an author list.", "Import", "/form/"),
    "no_match": ("No requests match", "There are 37 requests outside this search.", "Clear all filters", "?"),
    "forbidden": ("Not for you to see", "Only delegates may see this; ask the delegate of your institute.", "", ""),
    "failed": ("This could not be loaded", "The database did not answer in 5 s. Nothing is lost.", "Try again", "?"),
}


def empty(request: HttpRequest, kind: str) -> HttpResponse:
    title, text, label, url = EMPTY[kind]
    state = {"kind": kind, "title": title, "text": text, "action_label": label, "action_url": url}
    page = {"title": "Signal MC requests", "noun_plural": "requests", "group": "Requests", "empty": state}
    return show(request, "listing/page.html", page=page | {"search_label": "Text", "query": "x"})


def drawn(request: HttpRequest) -> HttpResponse:
    years = [(str(year), 400 + 90 * (year - 2018) - 12 * (year - 2018) ** 2) for year in range(2018, 2027)]
    sizes = [("PhD student", 412), ("postdoc", 220), ("faculty", 261), ("engineer", 96), ("emeritus", 12)]
    body = charts.line("Members over time", years, unit="people") + charts.bars(
        "Members by category", sizes, unit="people"
    )
    panel = {"kind": "html", "title": "Members", "html": mark_safe(body)}
    return show(request, "detail/page.html", page={"title": "Reports", "copy": "", "facts": [panel]})


def home(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Ole Brandvold is active from 2026-11-20.")
    messages.error(request, "The mail to M. Okonkwo could not be sent.")
    return show(request, "detail/page.html", page={"title": "Home", "relations": right_panels(), "history": TIMELINE})


def deed(request: HttpRequest) -> HttpResponse:
    messages.success(request, f"Done: {request.POST.get('move', '?')} {request.POST.get('reason', '')}".strip() + ".")
    return redirect("/detail/")


def palette(request: HttpRequest) -> HttpResponse:
    found = [{"label": f"Ole Brandvold {request.GET['q']}", "url": "/detail/", "hint": "person"}]
    return render(request, "components/palette_results.html", {"groups": [{"label": "People", "items": found}]})


def sign_in(request: HttpRequest) -> HttpResponse:
    context = {
        "form": SimpleLogin(),
        "sso_url": "/sso/",
        "sso_name": "Collaboration account",
        "directory_name": "the directory",
        "personas": [
            SimpleNamespace(username="delegate", label="Delegate", about="Two people wait for approval at Sundridge"),
            SimpleNamespace(username="liaison", label="Liaison", about="A signal request came back"),
        ],
    }
    return render(request, "account/login.html", context)


class SimpleLogin(forms.Form):
    """Shaped like the one of allauth."""

    login = forms.CharField(label="Name or e-mail")
    password = forms.CharField(widget=forms.PasswordInput)


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    if status == 403:
        raise PermissionDenied("only delegates of Univ. of Sundridge may approve this request")
    if status == 400:
        raise BadRequest
    raise RuntimeError("a failure on purpose")


urlpatterns = [
    path("", home, name="home"),
    path("list/", datasets),
    path("datasets/", datasets),
    path("approvals/", approvals),
    path("detail/", detail),
    path("form/", form),
    path("progress/", progress),
    path("empty/<kind>/", empty),
    path("charts/", drawn),
    path("deed/", deed),
    path("refuse/<int:status>/", refuse),
    path("search/", datasets),
    path("search/palette", palette),
    path("sample-sign-in/", sign_in),
    path("", include("portal.ui.urls")),
    path("", include("portal.accounts.urls")),
]
