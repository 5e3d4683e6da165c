"""The pages of the slice that show rows: all data of a person, and the retention."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.urls import reverse

from members.people.models import Person
from members.people.views import crumbs_of
from members.privacy import collecting, policy
from members.privacy.models import RetentionRun
from members.privacy.queries import current_notice
from members.privacy.retention import due
from portal.policy import audience, may
from portal.ui.components import number, when
from portal.ui.tables import table

SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_TEXT = 20, 5, 160
LISTS_NOTE = (
    "Lists are recorded as lists: how many people were on it, not who. You may or may not have been among them."
)
RUNS = 10
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def data_page(person: Person, viewer: Any, *, own: bool) -> dict[str, Any]:
    """What `detail/page.html` shows; the downloads have every row and column."""
    panels = [_panel(title, rows) for title, rows in collecting.sections(person)]
    address = ("your_data_file", []) if own else ("person_data_file", [person.pk])
    files = [
        {"label": f"Download {label}", "url": reverse(address[0], args=[*address[1], kind])}
        for kind, label in (("json", "JSON"), ("zip", "CSV, zipped"))
    ]
    if not own and may(viewer, policy.ACCEPT_FOR) and current_notice():
        files.append(
            {
                "label": "Notice accepted on paper",
                "form": reverse("person_accept", args=[person.pk]),
                "confirm": f"You have the signature of {person} under the privacy notice in force. "
                "Your name and the time are recorded with it.",
            }
        )
    title = "Your data" if own else f"Data held about {person}"
    return {
        "title": title,
        "crumbs": crumbs_of(person),
        "subtitle_html": "Everything that is held about "
        + ("you." if own else "this person. That you look is recorded."),
        "copy": None,
        "actions": files,
        "facts": [panel for panel in panels if panel["rows"]],
        "relations": [_nothing([panel["title"] for panel in panels if not panel["rows"]])],
        "visibility": audience(viewer, policy.SEE, person),
    }


def _panel(title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for row in rows for name in row))[:SHOWN_COLUMNS]
    more = len(rows) - SHOWN_ROWS
    note = LISTS_NOTE if title == "Lists with private fields" and rows else ""
    if more > 0:
        note = f"{note} {more:,} more in the downloads.".strip()
    return {
        "title": title,
        "count_text": f"{len(rows):,}" if len(rows) > 1 else "",
        "kind": "html",
        "rows": rows,
        "html": table(
            [{"name": "", "label": name, "primary": not at} for at, name in enumerate(names)],
            [{"cells": [_short(row.get(name, "")) for name in names]} for row in rows[:SHOWN_ROWS]],
            caption=title,
        ),
        "note": note,
    }


def _short(value: Any) -> str:
    """The files have instants as machines read them; the page has them as every page does."""
    text = str(value)
    if INSTANT.fullmatch(text):
        return when(datetime.fromisoformat(text))
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]} …"


def _nothing(titles: list[str]) -> dict[str, Any]:
    return {"title": "Nothing is held under", "kind": "html", "html": ", ".join(titles)}


def retention_page(on: Any, *, may_run: bool) -> dict[str, Any]:
    """What is due today by each rule, and what the last runs removed."""
    found = due(on)
    rules = table(
        [
            {"name": "", "label": "Rule", "primary": True},
            {"name": "", "label": "Kept for"},
            {"name": "", "label": "Due now", "numeric": True},
            {"name": "", "label": "For example"},
            {"name": "", "label": "What happens"},
        ],
        [
            {
                "cells": [
                    item.rule.label,
                    f"{item.days} days",
                    number(item.count),
                    ", ".join(item.samples),
                    item.rule.what,
                ]
            }
            for item in found
        ],
        caption="Rules",
    )
    runs = RetentionRun.objects.all()[:RUNS]
    past = table(
        [
            {"name": "", "label": "Ran", "primary": True},
            {"name": "", "label": "By"},
            {"name": "", "label": "Removed"},
        ],
        [{"cells": [when(run.ran_at), run.who, _removed(run)]} for run in runs],
        caption="Runs",
    )
    total = sum(item.count for item in found)
    remove = {
        "label": f"Remove {total:,} now",
        "form": reverse("retention"),
        "confirm": f"{total:,} things go for good. The schedule would remove them in the night.",
        "danger": True,
    }
    return {
        "title": "Retention",
        "crumbs": [("Operations", "")],
        "subtitle_html": "What the by-laws no longer keep. The schedule removes it every night.",
        "copy": None,
        "actions": [remove] if may_run and total else [],
        "facts": [
            {"title": "Due today", "kind": "html", "html": rules},
            {"title": "Last runs", "kind": "html", "html": past if runs else "It has not run yet."},
        ],
        "relations": [],
    }


def _removed(run: RetentionRun) -> str:
    found = [f"{count} {rule.replace('_', ' ')}" for rule, count in run.removed.items() if count]
    return ", ".join(found) or "nothing"
