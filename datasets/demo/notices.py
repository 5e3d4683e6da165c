"""Known problems of the demo: open, closed and in draft; by a search, by paths and by runs. All are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from datasets.catalogue.models import Dataset
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from datasets.notices import actions, effects, matching
from datasets.notices.choices import NoticeState, Severity
from datasets.notices.models import Notice
from portal.accounts.models import User
from portal.demo import Act, Story
from portal.history.recording import PORTAL

NOT_YET = "/belle/MC/release-08-00-04/DB00003001/MC16rd_proc16/prod00039999/s00/e0018/4S/r00000/mixed/mdst"
TRACKING = (
    "The momentum scale of tracks was taken from the wrong side of the alignment break in these runs. Masses that are "
    "reconstructed from tracks are too low by about 0.4 per mille.\n\nPhotons and neutral pions are not touched."
)


def load(today: date) -> str:
    """Write notices over the datasets that are there; says in words how many."""
    actions.catch_up()  # what the datasets have left is older than the first notice
    story, writer = Story(today), User.objects.filter(demo_label="Production manager").first()
    made = [_notice(story, today, writer, *plan) for plan in _plans()]
    story.write()
    with transaction.atomic():
        matching.lock()
        for notice in made:
            actions.match(notice, tell=False)
            if notice.state == NoticeState.OPEN:
                effects.tell_opened(notice)
        Notice.objects.update(told=F("openings"))
    return f"{len(made)} notices"


def _notice(
    story: Story, today: date, writer: User | None, opened: int | None, closed: int | None, facts: dict[str, Any]
) -> Notice:
    """A notice that was opened and closed as many days ago; None: not yet."""
    key, who = (writer.pk, str(writer)) if writer else (None, PORTAL)

    def act(days: int, verb: str, reason: str = "") -> Act:
        return Act(datetime.combine(today - timedelta(days=days), time(9, 20), UTC), verb, key, who, reason)

    begun = (opened or 0) + 1
    written = {"written_by_id": key, "created_at": act(begun, "draft").at}
    row = story.create(Notice, act(begun, "draft"), **facts, **written)
    if opened is not None:
        day = today - timedelta(days=opened)
        story.change(row, act(opened, "open"), state=NoticeState.OPEN, opened_on=day, openings=1)
    if closed is not None:
        why = "Reconstructed again as a part of proc13; use that."
        day = today - timedelta(days=closed)
        story.change(row, act(closed, "close", why), state=NoticeState.CLOSED, closed_on=day, resolution=why)
    return row


def _plans() -> Iterator[tuple[int | None, int | None, dict[str, Any]]]:
    """Days since it was opened and closed, and what it says."""
    found = Dataset.objects.filter(experiment=18, run_low__gt=0).values_list("run_low", flat=True)
    runs = sorted({run for run in found if run is not None})
    low, high = (runs[len(runs) // 4], runs[len(runs) // 2]) if runs else (230, 260)
    yield 12, None, {
        "title": f"Momentum scale wrong in experiment 18, runs {low} to {high}",
        "severity": Severity.SERIOUS,
        "body": TRACKING,
        "remedy": "Apply the correction of the tracking group, or leave these runs out.",
        "runs": f"exp 18: {low}-{high}; class Data",
    }  # fmt: skip
    yield 5, None, {
        "title": "Tau pairs of MC15rd_b generated with a wrong beam energy spread",
        "severity": Severity.DO_NOT_USE,
        "body": "The spread of the beam energy is half of what it should be in all of these productions.",
        "remedy": "Use the tau pairs of MC16rd_proc16 instead.",
        "query": "campaign=MC15rd_b&event_type=taupair",
    }  # fmt: skip
    some = list(Dataset.objects.filter(campaign="MC16rd_proc16").order_by("-path").values_list("path", flat=True)[:3])
    whole = Collection.objects.filter(campaign="MC16ri_run1", state=CollectionState.PUBLISHED).order_by("path").first()
    paths = [*some, *([whole.path] if whole else []), NOT_YET]
    yield 2, None, {
        "title": "Background overlay taken from too few files",
        "severity": Severity.WARNING,
        "body": "The same background events repeat about every 40,000 events.",
        "remedy": "Studies of the background itself should wait for the next production.",
        "paths": "\n".join(paths),
    }  # fmt: skip
    yield 40, None, {
        "title": "Calibration of the second prompt bucket is preliminary",
        "severity": Severity.INFORMATION,
        "body": "The time walk of the drift chamber will be calibrated again for the next processing.",
        "query": "campaign=prompt&experiment=31",
    }  # fmt: skip
    yield 300, 190, {
        "title": "Momentum scale of the first runs",
        "severity": Severity.SERIOUS,
        "body": TRACKING,
        "remedy": "Use the next processing.",
        "query": "campaign=proc12",
    }  # fmt: skip
    yield None, None, {
        "title": "Endcap photons in experiment 26, to be confirmed",
        "severity": Severity.WARNING,
        "body": "The energy of photons in the forward endcap seems to be too low in some runs.",
        "runs": "exp 26",
    }  # fmt: skip
