"""The page of a global tag."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.globaltags import actions, policy, tables
from datasets.globaltags.choices import TONES, OwnerKind, TagState
from datasets.globaltags.lifecycle import GLOBAL_TAG
from datasets.globaltags.models import GlobalTag, TagChain
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui import components

MODULES_SHOWN = 20


class _Moves(Moves):
    """Buttons for those who keep the tags; for everybody else they would only be in the way."""

    def buttons(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        return super().buttons(obj, user) if may(user, policy.KEEP, obj) else []


MOVES = _Moves(
    GLOBAL_TAG,
    actions.MOVES,
    lambda user, pk: get_object_or_404(GlobalTag, pk=pk),
    name="global_tag_move",
    prefix="globaltags/",
    see=policy.SEE,
    tones=TONES,
)


def _datasets(tag: GlobalTag, shown: Shown) -> Any:
    rows = Dataset.objects.filter(global_tag=tag.number).values("campaign", "global_tag")
    return rows.annotate(datasets=Count("pk")).order_by("campaign")


def _found(row: dict[str, Any]) -> str:
    return search(campaign=row["campaign"], global_tag=row["global_tag"])


def _chains(tag: GlobalTag, shown: Shown) -> Any:
    return TagChain.objects.filter(names__contains=[tag.name]).select_related("campaign").order_by("-period")


def _iovs_url(tag: GlobalTag) -> str:
    return f"{reverse('iovs')}?{urlencode({'tag': tag.name})}"


def _figures(tag: GlobalTag, shown: Shown) -> dict[str, Any] | None:
    """What is on record, beside what the conditions database declares."""
    rows = tables.held(tag)
    if not rows:
        return None
    url = reverse("global_tag_modules", args=[tag.pk])
    gaps = sum(row.gaps for row in rows)
    overlaps = sum(row.overlaps for row in rows)
    return {
        "kind": "figures",
        "figures": [
            {"label": "intervals of validity", "value": f"{sum(row.iovs for row in rows):,}", "url": _iovs_url(tag)},
            {"label": "modules", "value": f"{len(rows):,}", "url": url},
            {"label": "gaps", "value": f"{gaps:,}", "url": url},
            {"label": "overlaps", "value": f"{overlaps:,}", "url": url},
        ],
    }


def _declared(tag: GlobalTag, shown: Shown) -> Any:
    """Whether what the conditions database declares is what is on record."""
    rows = tables.held(tag)
    if not rows:
        return "no interval is imported" if tag.payload_count or tag.payload_count is None else "empty"
    numbers = {
        "payloads": (tag.payload_count, sum(row.iovs for row in rows)),
        "distinct": (tag.module_count, len(rows)),
    }
    wrong = [
        f"{name}: {said:,} declared, {there:,} on record"
        for name, (said, there) in numbers.items()
        if said is not None and said != there
    ]
    return components.tag("; ".join(wrong), "wait") if wrong else components.tag("payloads, distinct", "ok")


def _owner(tag: GlobalTag, shown: Shown) -> str:
    kind = str(OwnerKind(tag.owner_kind).label)
    return f"{kind}, of {tag.owner}" if tag.owner else kind


class GlobalTagPage(Detail):
    """A global tag: may it be used, what does it hold, who uses it."""

    model, name, path = GlobalTag, "global_tag", "globaltags/<int:pk>/"
    listing, group, noun_plural = "globaltags", "Data", "global tags"
    needs = policy.SEE
    moves = MOVES
    left = (
        Template("", "", _figures),
        Table(
            "Modules",
            lambda tag, shown: tables.held(tag)[:MODULES_SHOWN],
            *tables.BRIEFLY,
            more=lambda tag, shown: (
                "All modules, with where the gaps and overlaps are",
                reverse("global_tag_modules", args=[tag.pk]),
            ),
            empty="No interval of validity of this tag is imported.",
        ),
        Table(
            "Campaigns that use it",
            _chains,
            Cell(
                "Campaign",
                lambda row: row.campaign.name,
                href=lambda row: row.campaign.get_absolute_url(),
                primary=True,
            ),
            Cell("Chain", str),
            Cell("From", lambda row: row.period.lower),
            Cell("Until", lambda row: row.period.upper),
            empty="No campaign has it in its chain.",
        ),
        Table(
            "Datasets that name it",
            _datasets,
            Cell("Campaign", lambda row: row["campaign"], primary=True),
            Cell("Datasets", lambda row: components.number(row["datasets"]), href=_found, numeric=True),
            empty="No dataset names this tag in its path.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("number", "Number", value=lambda tag, shown: str(tag.number)),
            Fact("type", "Type"),
            Fact("owner_kind", "Kind", value=_owner),
            Fact("is_default", "Default"),
            Fact("modified_at", "Modified"),
            Fact("modified_by", "Modified by"),
            Fact("payload_count", "Payloads, declared", kind="number"),
            Fact("module_count", "Distinct, declared", kind="number"),
            Fact("declared", "Declared = on record", value=_declared),
            Fact("description", "About"),
        ),
    )

    def copy(self, obj: Any) -> str:
        return str(obj.name)

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        compared = f"{reverse('conditions_comparison')}?{urlencode({'old': obj.name})}"
        return [
            {"label": "Payloads for a run", "url": tables.lookup_url(tag=obj.name)},
            {"label": "Compare", "url": compared},
        ]

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if obj.state == TagState.INVALID:
            return [Banner("stop", "This global tag is invalid; do not use it.")]
        if obj.state == TagState.OPEN:
            return [Banner("info", "An open tag may change at any time; it is not usable for processing.")]
        return []
