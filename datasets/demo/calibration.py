"""Calibrations of the demo: chunks of a reprocessing that are released, and prompt buckets on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from datasets.calibration.choices import DATES, CalibrationState
from datasets.calibration.models import Calibration
from datasets.campaigns.models import Campaign
from portal.demo import Act, Story

VERBS = {
    CalibrationState.RUNNING: "start",
    CalibrationState.VALIDATION: "validate",
    CalibrationState.SIGNED_OFF: "sign_off",
    CalibrationState.RELEASED: "release",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """`ages` are how many days ago each state after the planned one was reached."""

    campaign: str
    part: str
    experiments: str
    runs: str
    luminosity: str
    ages: tuple[int, ...]
    validators: str = ""
    remark: str = ""


_DETECTOR, _TRACKING = "Data quality group", "Tracking and alignment group"
CALIBRATIONS = (
    Planned("proc16", "chunk1", "7-8, 10", "", "62.9", (880, 850, 835, 830), _DETECTOR),
    Planned("proc16", "chunk2", "12", "", "61.4", (850, 822, 810, 806), _DETECTOR),
    Planned("proc16", "chunk3", "14, 16-18", "", "93.2", (820, 796, 780, 774), _TRACKING, "Alignment of exp 16 twice"),
    Planned("proc16", "chunk4", "20-22, 24-26", "", "209.4", (790, 765, 741, 738), _DETECTOR),
    Planned("bucket39", "bucket39", "32", "1-1164", "12.3", (450, 437, 428, 425), _DETECTOR),
    Planned("prompt", "bucket40", "33", "5-912", "14.1", (345, 334, 331, 329), _DETECTOR),
    Planned("prompt", "bucket41", "34-35", "3-640", "12.7", (38, 21, 6), _TRACKING, "Beam spot anew from run 411 on"),
    Planned("prompt", "bucket42", "35", "641-1210", "12.0", (9,)),
)


def load(story: Story, campaigns: dict[str, Campaign], tags: dict[str, str], today: date) -> None:
    """Each with the past of its moves; `tags` are the global tags by campaign."""
    for planned in CALIBRATIONS:
        first = max(planned.ages) + 5
        row = story.create(
            Calibration,
            _act(today, first, "begin"),
            campaign=campaigns[planned.campaign],
            part=planned.part,
            experiments=planned.experiments,
            runs=planned.runs,
            luminosity=Decimal(planned.luminosity),
            validators=planned.validators,
            global_tag=tags.get(planned.campaign, ""),
            remark=planned.remark,
        )
        for state, age in zip(DATES, planned.ages, strict=False):
            story.change(
                row, _act(today, age, VERBS[state]), state=state, **{DATES[state]: today - timedelta(days=age)}
            )


def _act(today: date, age: int, verb: str) -> Act:
    return Act(datetime.combine(today - timedelta(days=age), time(9, 15), UTC), verb)
