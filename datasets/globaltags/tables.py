"""The answers about global tags as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from datasets.globaltags import queries
from datasets.globaltags.choices import TONES, USABLE, TagState
from datasets.globaltags.iov import run_words, words
from datasets.globaltags.models import GlobalTag, PayloadIov
from portal.detail import Cell
from portal.listing.versions import remembered, versions
from portal.ui import components
from portal.ui.tables import table

KINDS = {
    "added": ("added", "ok"),
    "removed": ("removed", "stop"),
    "revision": ("other revision", "info"),
    "intervals": ("other intervals", "wait"),
}


def lines(cells: Sequence[Cell], rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The body of a table of these cells."""
    return [{"pk": None, "url": "", "cells": [cell.html(row) for cell in cells]} for row in rows]


def state(tag: GlobalTag) -> Any:
    """The state in a word."""
    return components.tag(tag.get_state_display(), TONES[TagState(tag.state)])


def tag_link(name: str, known: GlobalTag | None) -> Any:
    """A tag of a chain with its state; a name that is not on record says so."""
    if known is None:
        return format_html("{}, not imported", name)
    return format_html("{} {}", components.link(known, known.get_absolute_url()), state(known))


def lookup_url(**asked: Any) -> str:
    """The page that looks up a run."""
    return f"{reverse('conditions_payloads')}?{urlencode(asked)}"


ANSWERS = (
    Cell("Module", lambda row: row.module, primary=True),
    Cell("Revision", lambda row: row.row.payload.revision, numeric=True),
    Cell("Valid for", lambda row: words(row.row.iov)),
    Cell("Global tag", lambda row: row.tag.name, href=lambda row: row.tag.get_absolute_url()),
    Cell("Checksum", lambda row: components.path(row.row.payload.checksum)),
)
WHY = Cell("Why this one", lambda row: row.why)


def lookup(found: dict[str, Any], shown: int) -> dict[str, Any]:
    """The payloads for a run: in words, as a table, and what may be missing."""
    answers, names, tags = found["answers"], found["names"], found["tags"]
    run = f"run {found['run']} of experiment {found['exp']}"
    chain = format_html_join(", ", "{}", ((tag_link(name, tags.get(name)),) for name in names))
    where = format_html("In {}: ", chain) if names else f"{found['campaign']} has no chain on {found['on']}: "
    cells = (*ANSWERS, WHY) if any(answer.why for answer in answers[:shown]) else ANSWERS
    count = f"{len(answers):,} payload{'' if len(answers) == 1 else 's'} for {run}."
    return {
        "answer": format_html("{}{}", where, count),
        "warnings": list(_warnings(names, tags)),
        "table_html": table(cells, lines(cells, answers[:shown]), caption=f"Payloads for {run}") if answers else "",
        "empty": "Nothing that is on record holds for this run.",
        "rest": f"These are the first {shown:,}." if len(answers) > shown else "",
    }


def _warnings(names: Sequence[str], tags: dict[str, GlobalTag]) -> Iterable[str]:
    for name in names:
        tag = tags.get(name)
        if tag is None:
            yield f"{name} is not imported; it may have payloads that win."
        elif tag.state not in USABLE:
            yield f"{name} is {tag.get_state_display()}: it is not usable for processing."
        if tag is not None and not tag.complete:
            yield f"The intervals of {name} are not all on record."


def as_json(found: dict[str, Any]) -> dict[str, Any]:
    """The payloads for a run for programs."""
    tags = found["tags"]
    return {
        "experiment": found["exp"],
        "run": found["run"],
        "chain": [{"name": name, "state": tags[name].state if name in tags else None} for name in found["names"]],
        "warnings": list(_warnings(found["names"], tags)),
        "rule": queries.RULE,
        "payloads": [
            {**_payload(answer.tag, answer.row), "why": answer.why,
             "instead": [_payload(tag, row) for tag, row in answer.instead]}
            for answer in found["answers"]
        ],
    }  # fmt: skip


def _payload(tag: GlobalTag, row: PayloadIov) -> dict[str, Any]:
    payload = row.payload
    names = ("first_exp", "first_run", "final_exp", "final_run")
    return {
        "module": payload.module,
        "revision": payload.revision,
        "checksum": payload.checksum,
        "global_tag": tag.name,
        "iov": {name: getattr(row, name) for name in names},
    }


def _several(lines: Sequence[str]) -> str:
    return ", ".join(lines[:8]) + (f" and {len(lines) - 8:,} more" if len(lines) > 8 else "")


DIFFERENCES = (
    Cell("Module", lambda row: row.module, primary=True),
    Cell("What", lambda row: components.tag(*KINDS[row.what]), name="state"),
    Cell("Before", lambda row: _several(row.before)),
    Cell("After", lambda row: _several(row.after)),
)


def comparison(old: GlobalTag, new: GlobalTag, rows: list[queries.Difference], shown: int) -> dict[str, Any]:
    """How two tags differ: in words and as a table."""
    counts = {what: sum(row.what == what for row in rows) for what in KINDS}
    said = ", ".join(f"{count:,} {KINDS[what][0]}" for what, count in counts.items() if count)
    names = [tag_link(tag.name, tag) for tag in (old, new)]
    return {
        "answer": format_html("From {} to {}: {}.", *names, said or "no difference in what is on record"),
        "warnings": [f"The intervals of {tag} are not all on record." for tag in (old, new) if not tag.complete],
        "table_html": table(DIFFERENCES, lines(DIFFERENCES, rows[:shown]), caption="Differences") if rows else "",
        "empty": "Both have the same payloads for the same runs.",
        "rest": f"These are the first {shown:,} of {len(rows):,}." if len(rows) > shown else "",
    }


def held(tag: GlobalTag) -> list[queries.Held]:
    """What a tag holds by module; counted again only when an interval was written."""
    known = vars(tag)
    if "_held" not in known:  # several parts of a page ask for it
        key = f"held by tag {tag.pk}"
        known["_held"] = remembered(versions((PayloadIov,)), key, lambda: queries.held(tag))
    found: list[queries.Held] = known["_held"]
    return found


def _gaps(row: queries.Held) -> str | None:
    if row.first_gap is None:
        return None
    return f"{row.gaps:,}, first {run_words(row.first_gap[0])} up to before {run_words(row.first_gap[1])}"


def _overlaps(row: queries.Held) -> str | None:
    return None if row.first_overlap is None else f"{row.overlaps:,}, first from {run_words(row.first_overlap)}"


BRIEFLY = (
    Cell("Module", lambda row: row.module, primary=True),
    Cell("Intervals", lambda row: f"{row.iovs:,}", numeric=True),
    Cell("Revisions", lambda row: f"{row.revisions:,}", numeric=True),
    Cell("Latest", lambda row: row.latest, numeric=True),
    Cell("Gaps", lambda row: f"{row.gaps:,}" if row.gaps else None, numeric=True),
    Cell("Overlaps", lambda row: f"{row.overlaps:,}" if row.overlaps else None, numeric=True),
)
HELD = (
    Cell("Module", lambda row: row.module, primary=True),
    Cell("Intervals", lambda row: f"{row.iovs:,}", numeric=True),
    Cell("Revisions", lambda row: f"{row.revisions:,}", numeric=True),
    Cell("Latest", lambda row: row.latest, numeric=True),
    Cell("From", lambda row: run_words(row.start)),
    Cell("Until", lambda row: "for ever" if row.end is None else f"before {run_words(row.end)}"),
    Cell("Gaps", _gaps),
    Cell("Overlaps", _overlaps),
)
