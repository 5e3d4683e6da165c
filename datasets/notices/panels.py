"""The page of a notice: what is wrong, what to do, and what it affects in numbers that lead to the lists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString

from datasets.catalogue.links import collections as collections_url
from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.collections import policy as collections
from datasets.collections.models import Collection
from datasets.notices import actions, policy
from datasets.notices.choices import SEVERITY_TONES, STATE_TONES, NoticeState, Severity
from datasets.notices.lifecycle import NOTICE
from datasets.notices.models import Notice
from members.people.models import Person
from portal.detail import Banner, Detail, Fact, Facts, Shown, Template
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui import components

SHOWN = 12
"""Paths and lines of runs that the page shows; the history and the form have all of them."""

UNDERWAY = {
    NoticeState.DRAFT: "What it would affect is being found. The numbers are not those of all datasets yet.",
    NoticeState.OPEN: "What it affects is being found and marked, and who follows or uses it will be told. The numbers "
    "are not those of all datasets yet.",
    NoticeState.CLOSED: "It is being taken off the datasets that it affected, and who was told will be told.",
}


class _Moves(Moves):
    """Buttons for those who keep notices; for everybody else they would only be in the way."""

    def buttons(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        return super().buttons(obj, user) if may(user, policy.KEEP, obj) else []


def _get(user: Any, pk: int) -> Notice:
    return get_object_or_404(policy.visible(user, Notice.objects.all()), pk=pk)


MOVES = _Moves(
    NOTICE,
    {"open": actions.open_notice, "close": actions.close, "reopen": actions.reopen},
    _get,
    name="notice_move",
    prefix="notices/",
    see=policy.SEE,
    tones=STATE_TONES,
)


def _collections(notice: Notice, user: Any) -> int:
    seen = collections.visible(user, Collection.objects.filter(notices__notice=notice))
    return seen.count()


def _figures(notice: Notice, shown: Shown) -> dict[str, Any]:
    would = "would be " if notice.state == NoticeState.DRAFT else ""
    found = _collections(notice, shown.user)
    holding = "collection holds some" if found == 1 else "collections hold some"
    made = [
        (f"datasets {would}affected", notice.certain, search(notice_affects=notice.pk)),
        (f"{would}possibly affected", notice.possible, search(notice_may_affect=notice.pk)),
        (holding, found, collections_url(notice=notice.pk)),
    ]
    return {
        "kind": "figures",
        "figures": [
            {"label": label, "value": components.number(count), "url": url if count else ""}
            for label, count, url in made
        ],
    }


def _text(notice: Notice, shown: Shown) -> dict[str, Any]:
    return {"kind": "html", "html": SafeString(linebreaks(notice.body, autoescape=True))}


def _remedy(notice: Notice, shown: Shown) -> dict[str, Any] | None:
    html = SafeString(linebreaks(notice.remedy, autoescape=True))
    return {"kind": "html", "html": html} if notice.remedy else None


def _query(notice: Notice, shown: Shown) -> SafeString | None:
    if not notice.query:
        return None
    said = [(name, " or ".join(values)) for name, values in sorted(QueryDict(notice.query).lists())]
    words = ", ".join(f"{'text' if name == 'q' else name.replace('_', ' ')} {value}" for name, value in said)
    return components.link(words, f"{reverse('datasets')}?{notice.query}")


def _lines(lines: list[str]) -> SafeString:
    rest = len(lines) - SHOWN
    more = format_html("<br>and {} more", f"{rest:,}") if rest > 0 else ""
    return format_html("{}{}", format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines[:SHOWN])), more)


def _runs(notice: Notice, shown: Shown) -> SafeString | None:
    return _lines(notice.runs.splitlines()) if notice.runs else None


def _paths(notice: Notice, shown: Shown) -> SafeString | None:
    """The first paths, each with a link where it is known, and how many are not."""
    paths = notice.paths.splitlines()
    if not paths:
        return None
    seen = collections.visible(shown.user, Collection.objects.filter(path__in=paths[:SHOWN]))
    found: list[Any] = [*Dataset.objects.filter(path__in=paths[:SHOWN]), *seen]
    known = {row.path: row for row in found}
    return _lines([
        components.path(path, known[path].get_absolute_url() if path in known else None) for path in paths[:SHOWN]
    ] + paths[SHOWN:])  # fmt: skip


def _unknown(notice: Notice, shown: Shown) -> str | None:
    paths = notice.paths.splitlines()
    seen = collections.visible(shown.user, Collection.objects.filter(path__in=paths))
    missing = len(paths) - Dataset.objects.filter(path__in=paths).count() - seen.count()
    return f"{missing:,} of {len(paths):,}; they match when they are imported" if missing else None


def _writer(notice: Notice, shown: Shown) -> Any:
    person = Person.objects.filter(user=notice.written_by_id).first() if notice.written_by_id else None
    return components.link(person, person.get_absolute_url()) if person else str(notice.written_by or "")


class NoticePage(Detail):
    """A known problem."""

    model, name, path = Notice, "notice", "notices/<int:pk>/"
    listing, group, noun_plural = "notices", "Data", "notices"
    needs = policy.SEE
    moves = MOVES
    select_related = ("written_by",)
    left = (
        Template("", "", _figures),
        Template("What is wrong", "", _text),
        Template("What to do", "", _remedy),
    )
    right = (
        Facts(
            "Facts",
            Fact("severity", "Severity", tones=SEVERITY_TONES),
            Fact("written_by", "Written by", value=_writer),
            Fact("created_at", "Written"),
            Fact("opened_on", "Opened"),
            Fact("closed_on", "Closed"),
            Fact("resolution", "Resolved by"),
        ),
        Facts(
            "What it affects",
            Fact("query", "Datasets found by", value=_query),
            Fact("runs", "Runs", value=_runs),
            Fact("paths", "Paths", value=_paths),
            Fact("unknown", "Not known yet", value=_unknown),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Notice.objects.all())

    def subtitle(self, obj: Any, shown: Shown) -> str:
        return format_html("Notice {}, {}", obj.pk, Severity(obj.severity).label)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        if obj.state == NoticeState.CLOSED or not may(shown.user, policy.KEEP, obj):
            return []
        made: list[dict[str, Any]] = [{"label": "Edit", "url": reverse("notice_edit", args=[obj.pk])}]
        if obj.state == NoticeState.DRAFT:
            words = "Nobody was told of this draft. It is gone from the portal; the record keeps what it said, and who "
            words += "deleted it."
            address = reverse("notice_delete", args=[obj.pk])
            made.append({"label": "Delete", "form": address, "confirm": words, "danger": True})
        return made

    def underway(self, obj: Notice) -> str:
        return UNDERWAY[NoticeState(obj.state)] if obj.matching_since else ""

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if obj.state == NoticeState.DRAFT:
            return [Banner("info", "A draft: only those who keep notices see it, and it stands on no dataset yet.")]
        if obj.state == NoticeState.CLOSED:
            return [Banner("ok", format_html("<b>Closed.</b> {}", obj.resolution))]
        return []
