"""A sample page of one thing, with every kind of panel."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from portal.ui import components
from tests.portal.ui.gallery_lists import dataset_rows
from tests.portal.ui.gallery_shell import show

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
