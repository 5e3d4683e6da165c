"""The page of a skim: how to select it, and where it was produced."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.html import format_html

from datasets.catalogue import policy
from datasets.catalogue.commands import cut_on_flag
from datasets.catalogue.links import collections, search
from datasets.catalogue.models import DatasetCell
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.collections.running import skim_blocks
from datasets.following import panels as following
from datasets.globaltags.advice import advice
from datasets.skims import queries
from datasets.skims.choices import TONES, SkimKind, SkimStatus
from datasets.skims.models import Skim, SkimStatistic
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.ui import charts, components
from portal.ui.numbers import digits

COLLECTIONS_SHOWN = 30


def _select(skim: Skim, shown: Shown) -> dict[str, Any] | None:
    """Flagged events are cut on in the job, in the mDST of the group; other skims are datasets of their own."""
    if skim.kind == SkimKind.GROUP:
        found = queries.members(skim)
        if not found:
            return None
        lines = "".join(cut_on_flag(member.name) for member in found)
        note = "One line of the steering file for each skim of this group; keep the one that you want."
        return {"blocks": [{"label": "Skims of this group", "text": lines}], "note": note}
    if skim.parent is None:
        return _collections_to_run(skim, shown)
    note = f"Run on the datasets of {skim.parent.name}, which hold the marks of this skim."
    return {"blocks": [{"label": "Line of the steering file", "text": cut_on_flag(skim.name)}], "note": note}


def _collections_to_run(skim: Skim, shown: Shown) -> dict[str, Any] | None:
    """A skim that is written apart is selected by running on its collections."""
    names = Collection.objects.filter(skim_code=skim.code, state=CollectionState.PUBLISHED)
    campaigns = names.order_by("campaign").values_list("campaign", flat=True).distinct()
    advices = {name: advice(name, shown.on) for name in campaigns}
    made = skim_blocks([skim.code], advices)
    if not made:
        return None
    unknown = [name for name, said in advices.items() if not said.release]
    note = "Run on the collections of this skim: its events stand in datasets of their own, and no cut is needed."
    if unknown:
        note += f" Nobody has said which release {', '.join(unknown)} recommends: put yours in place of RELEASE."
    return {"blocks": made, "note": note}


def _members(skim: Skim, shown: Shown) -> list[Skim]:
    return queries.members(skim)


def _status(skim: Skim) -> Any:
    return components.tag(skim.get_status_display(), str(TONES[SkimStatus(skim.status)]))


def _code(skim: Skim) -> str:
    """The code under which the events of a skim are written: a flagged one has those of its group."""
    return skim.parent.code if skim.parent is not None else skim.code


def _campaigns(skim: Skim, shown: Shown) -> Any:
    rows = DatasetCell.objects.filter(skim_code__in={skim.code, _code(skim)}).values("campaign", "skim_code")
    return rows.annotate(datasets=Sum("rows")).filter(datasets__gt=0).order_by("campaign", "skim_code")


def _found(row: dict[str, Any]) -> str:
    return search(campaign=row["campaign"], skim_code=row["skim_code"])


def _collections(skim: Skim, shown: Shown) -> Any:
    rows = Collection.objects.filter(skim_code__in={skim.code, _code(skim)}, state=CollectionState.PUBLISHED)
    return rows.order_by("path")[:COLLECTIONS_SHOWN]


def _statistics(skim: Skim) -> list[SkimStatistic]:
    """Of the newest release that was tested, by sample; read once for the table and the chart."""
    known = vars(skim)
    if "_statistics" not in known:
        rows = list(skim.statistics.order_by("-release", "sample"))
        known["_statistics"] = [row for row in rows if row.release == rows[0].release]
    found: list[SkimStatistic] = known["_statistics"]
    return found


def _retention(skim: Skim, shown: Shown) -> dict[str, Any] | None:
    """What share of the events the skim keeps of each sample."""
    rows = _statistics(skim)
    points = [(row.sample, charts.plain(round(row.retention, 2))) for row in rows if row.retention is not None]
    if not points:
        return None
    return {"kind": "html", "html": charts.bars("Retention", points, unit="%", of="Sample")}


def _measured(field: str) -> Any:
    def value(row: SkimStatistic) -> str | None:
        found = getattr(row, field)
        return None if found is None else digits(found)

    return value


_STATISTICS = Table(
    "Statistics",
    lambda skim, shown: _statistics(skim),
    Cell("Sample", lambda row: row.sample, primary=True),
    Cell("Retention (%)", _measured("retention"), numeric=True),
    Cell("Of the size (%)", _measured("size_retention"), numeric=True),
    Cell("HS06 s", _measured("hs06_per_event"), numeric=True),
    Cell("kB", _measured("kb_per_skimmed_event"), numeric=True),
    Cell("Candidates", _measured("multiplicity"), numeric=True),
    Cell("Memory (MB)", _measured("memory_mb"), numeric=True),
    more=lambda skim, shown: (
        "All statistics of this skim: every release, with events, CPU time and log sizes",
        f"{reverse('skim_statistics')}?code={skim.code}",
    ),
)


def _measurements(skim: Skim, shown: Shown) -> dict[str, Any] | None:
    """The newest statistics, under the release that they are of."""
    found = _STATISTICS.context(skim, shown)
    if found is None:
        return None
    note = "HS06 seconds per input event; kB per skimmed event; candidates in an event that passed."
    return {**found, "title": f"Statistics with {_statistics(skim)[0].release}", "note": note}


class SkimPage(Detail):
    """A skim of the registry."""

    model, name, path = Skim, "skim", "skims/<int:pk>/"
    listing, group, noun_plural = "skims", "Data", "skims"
    needs = policy.SEE
    select_related = ("parent", "replaced_by")
    related_history = ("revisions",)
    left = (
        Template("Select it", "datasets/_run.html", _select),
        Table(
            "Skims of this group",
            _members,
            Cell("Skim", lambda row: row.name, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Code", lambda row: row.code, mono=True),
            Cell("Status", _status, name="status"),
        ),
        Template("", "", _measurements),
        Template("", "", _retention),
        Table(
            "Produced in",
            _campaigns,
            Cell("Campaign", lambda row: row["campaign"], primary=True),
            Cell("Under the code", lambda row: row["skim_code"], mono=True),
            Cell("Datasets", lambda row: components.number(row["datasets"]), href=_found, numeric=True),
            empty="No dataset has this skim in its path.",
        ),
        Table(
            "Collections",
            _collections,
            Cell("Collection", str, href=lambda row: row.get_absolute_url(), primary=True),
            Cell("Datasets", lambda row: components.number(row.dataset_count), numeric=True),
            more=lambda row, shown: (
                "All collections of this skim",
                collections(skim_code=[*{row.code, _code(row)}]),
            ),
            empty="None is published yet.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("code", "Code", copy=True),
            Fact("group", "Working group"),
            Fact("kind", "Kind"),
            Fact("parent", "Flagged in", href=lambda skim: skim.parent.get_absolute_url()),
            Fact("output", "Writes"),
            Fact("category", "Category"),
            Fact("contact", "Contact"),
            Fact("authors", "Authors"),
            Fact("comment", "Remark of the registry"),
            Fact("description", "About"),
        ),
        Table(
            "Earlier meanings",
            lambda skim, shown: skim.revisions.all(),
            Cell("Name", lambda row: row.name, primary=True),
            Cell("Meant", lambda row: row.description),
            Cell("Working group", lambda row: row.group),
            Cell("Until", lambda row: f"{row.until}, before {row.release}" if row.release else row.until),
        ),
        Table(
            "Replaces",
            lambda skim, shown: skim.replaces.order_by("code"),
            Cell("Skim", str, href=Skim.get_absolute_url, primary=True),
        ),
        Table(
            "Other codes of this name",
            lambda skim, shown: Skim.objects.filter(name=skim.name).exclude(pk=skim.pk).order_by("code"),
            Cell("Skim", str, href=Skim.get_absolute_url, primary=True),
            Cell("Status", _status, name="status"),
            Cell("Remark", lambda row: row.comment),
        ),
    )

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        return following.buttons(obj, shown)

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        status = SkimStatus(obj.status)
        return None if status == SkimStatus.REGISTERED else (str(status.label), str(TONES[status]))

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        """What to use instead."""
        if obj.replaced_by is not None:
            link = components.link(obj.replaced_by, obj.replaced_by.get_absolute_url())
            return [Banner("wait", format_html("<b>Replaced.</b> Use {} instead.", link))]
        if obj.status == SkimStatus.DEPRECATED:
            return [Banner("stop", "The registry calls this skim deprecated; it is not produced any more.")]
        return []
