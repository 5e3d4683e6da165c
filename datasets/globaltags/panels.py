"""The page of a global tag."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from datasets.catalogue import policy
from datasets.catalogue.links import search
from datasets.catalogue.models import Dataset
from datasets.globaltags.choices import TONES, TagState
from datasets.globaltags.models import GlobalTag
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table
from portal.ui import components


def _campaigns(tag: GlobalTag, shown: Shown) -> Any:
    rows = Dataset.objects.filter(global_tag=tag.number).values("campaign", "global_tag")
    return rows.annotate(datasets=Count("pk")).order_by("campaign")


def _found(row: dict[str, Any]) -> str:
    return search(campaign=row["campaign"], global_tag=row["global_tag"])


class GlobalTagPage(Detail):
    """A global tag and the datasets that name it in their path."""

    model, name, path = GlobalTag, "global_tag", "globaltags/<int:pk>/"
    listing, group, noun_plural = "globaltags", "Data", "global tags"
    needs = policy.SEE
    left = (
        Table(
            "Datasets that name it",
            _campaigns,
            Cell("Campaign", lambda row: row["campaign"], primary=True),
            Cell("Datasets", lambda row: components.number(row["datasets"]), href=_found, numeric=True),
            empty="No dataset names this tag in its path.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("name", "Name", copy=True),
            Fact("number", "Number", value=lambda tag, shown: str(tag.number)),
            Fact("description", "About"),
        ),
    )

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        state = TagState(obj.state)
        return str(state.label), str(TONES[state])
