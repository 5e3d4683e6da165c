"""The page of a calibration, and the calibrations of a campaign for its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from datasets.calibration import actions, policy
from datasets.calibration.choices import DATES, TONES, CalibrationState
from datasets.calibration.lifecycle import CALIBRATION
from datasets.calibration.models import Calibration
from datasets.campaigns.models import Campaign
from datasets.globaltags.models import GlobalTag
from datasets.globaltags.queries import by_name
from datasets.globaltags.tables import tag_link
from datasets.luminosity.units import Luminosity, Unit
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table
from portal.lifecycle.moves import Moves
from portal.policy import may
from portal.ui import components


class _Moves(Moves):
    """Buttons only for those who keep the calibrations; to readers they say nothing."""

    def buttons(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        return super().buttons(obj, user) if may(user, policy.KEEP, obj) else []


MOVES = _Moves(
    CALIBRATION,
    actions.MOVES,
    lambda user, pk: get_object_or_404(Calibration, pk=pk),
    name="calibration_move",
    prefix="calibrations/",
    see=policy.SEE,
    tones=TONES,
)


def luminosity(found: Calibration) -> str | None:
    """In fb⁻¹, with the digits that were given."""
    return None if found.luminosity is None else Luminosity.of(found.luminosity, Unit.FB).text()


def _tag(found: Calibration, shown: Shown) -> Any:
    return tag_link(found.global_tag, by_name([found.global_tag]).get(found.global_tag)) if found.global_tag else None


@dataclass(frozen=True)
class Part:
    """A part of a campaign with its calibration and the global tag of that, as far as they are on record."""

    name: str
    found: Calibration | None = None
    tag: GlobalTag | None = None

    def fact(self, name: str) -> Any:
        return getattr(self.found, name) if self.found else None

    @property
    def state(self) -> SafeString:
        if self.found is None:
            return components.tag("not on record")
        state = components.tag(self.found.get_state_display(), TONES[CalibrationState(self.found.state)])
        since = self.found.since
        return format_html("{}<br>{}", state, components.when(since)) if since else state

    @property
    def url(self) -> str | None:
        return self.found.get_absolute_url() if self.found else None

    @property
    def tag_url(self) -> str | None:
        return self.tag.get_absolute_url() if self.tag else None

    @property
    def where(self) -> str:
        """Experiments and runs in one cell."""
        if self.found is None:
            return ""
        told = [("exp ", self.found.experiments), ("runs ", self.found.runs)]
        return "; ".join(f"{label}{value}" for label, value in told if value)


def parts(campaign: Campaign) -> Iterable[Part]:
    """The parts in the order of the campaign; those without a calibration only where another part has one."""
    known = {row.part: row for row in campaign.calibrations.all()}
    if not known:
        return []
    tags = by_name({row.global_tag for row in known.values() if row.global_tag})
    names = dict.fromkeys([*campaign.parts, *known])
    return [Part(name, row := known.get(name), tags.get(row.global_tag) if row else None) for name in names]


PARTS = Table(
    "Calibration",
    lambda campaign, shown: parts(campaign),
    Cell("Part", lambda row: row.name, href=lambda row: row.url, primary=True),
    Cell("State", lambda row: row.state, name="state"),
    Cell("Luminosity", lambda row: luminosity(row.found) if row.found else None, numeric=True),
    Cell("Experiments and runs", lambda row: row.where),
    Cell(
        "Global tag",
        lambda row: row.fact("global_tag"),
        href=lambda row: row.tag.get_absolute_url() if row.tag else None,
    ),
    Cell("Validated by", lambda row: row.fact("validators")),
    Cell("Remark", lambda row: row.fact("remark")),
    more=lambda campaign, shown: (
        "All of them with the day of each state",
        f"{reverse('calibrations')}?{urlencode({'campaign': campaign.name})}",
    ),
)
"""For the page of a campaign."""


class CalibrationPage(Detail):
    """The calibration of a bucket or chunk."""

    model, name, path = Calibration, "calibration", "calibrations/<int:pk>/"
    listing, group, noun_plural = "calibrations", "Data", "calibrations"
    needs = policy.SEE
    moves = MOVES
    select_related = ("campaign",)
    left = (
        Facts(
            "Facts",
            Fact("campaign", "Campaign", href=lambda row: row.campaign.get_absolute_url()),
            Fact("luminosity", "Luminosity", value=lambda row, shown: luminosity(row)),
            Fact("experiments", "Experiments"),
            Fact("runs", "Runs"),
            Fact("global_tag", "Global tag", value=_tag),
            Fact("validators", "Validated by"),
            Fact("remark", "Remark"),
        ),
    )
    right = (
        Facts(
            "Days",
            *(Fact(name, str(state.label).capitalize(), always=True) for state, name in DATES.items()),
        ),
    )

    def title(self, obj: Any) -> str:
        return f"Calibration of {obj.part}"

    def actions(self, obj: Any, shown: Shown) -> list[dict[str, Any]]:
        if not may(shown.user, policy.KEEP, obj):
            return []
        return [{"label": "Edit", "url": reverse("calibration_edit", args=[obj.pk])}]
