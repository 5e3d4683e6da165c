"""The verbs of declared use."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from datasets.following import policy
from datasets.following.choices import AnalysisState
from datasets.following.models import Analysis, Use
from datasets.following.things import USABLE, kind_of
from portal.lifecycle import MoveRefused
from portal.policy import require

FACTS = ("title", "group", "paper")


@transaction.atomic
def declare(title: str, *, by: Any, group: Any = None, paper: str = "") -> Analysis:
    """An analysis whose contact is `by`. Raises Denied, MoveRefused for a title that `by` has already."""
    require(by, policy.DECLARE)
    made = Analysis(contact_id=by.pk, title=_line(title), group=group, paper=paper.strip())
    _save(made)
    return made


@transaction.atomic
def edit(analysis: Analysis, *, by: Any, **facts: Any) -> None:
    """Change what is said of it. Raises Denied, MoveRefused, TypeError for other facts."""
    require(by, policy.CHANGE, analysis)
    if unknown := facts.keys() - set(FACTS):
        raise TypeError(f"no facts of an analysis: {sorted(unknown)}")
    locked = Analysis.objects.select_for_update().get(pk=analysis.pk)
    for name, value in facts.items():
        setattr(locked, name, _line(value) if name == "title" else value)
    _save(locked)
    analysis.refresh_from_db()


@transaction.atomic
def use(analysis: Analysis, thing: Any, *, by: Any) -> Use:
    """It uses this collection or dataset; declared twice is once. Raises Denied, MoveRefused when it has ended."""
    require(by, policy.CHANGE, analysis)
    kind = kind_of(thing)
    if kind not in USABLE:
        raise TypeError(f"an analysis uses no {kind}")
    locked = Analysis.objects.select_for_update().get(pk=analysis.pk)
    if locked.state == AnalysisState.ENDED:
        raise MoveRefused("the analysis has ended")
    made, _ = Use.objects.get_or_create(analysis=locked, **{kind: thing})
    return made


@transaction.atomic
def drop(use: Use, *, by: Any) -> None:
    """It uses this no more. Raises Denied."""
    require(by, policy.CHANGE, use.analysis)
    Use.objects.filter(pk=use.pk).delete()


@transaction.atomic
def end(analysis: Analysis, *, by: Any) -> None:
    """It is over: what it used stays on record, its contact is told no more of that. Raises Denied, MoveRefused."""
    require(by, policy.CHANGE, analysis)
    locked = Analysis.objects.select_for_update().get(pk=analysis.pk)
    if locked.state == AnalysisState.ENDED:
        raise MoveRefused("it has ended already")
    locked.state, locked.ended_on = AnalysisState.ENDED, timezone.localdate()
    locked.save(update_fields=["state", "ended_on"])
    analysis.refresh_from_db()


def _line(title: str) -> str:
    line = " ".join(title.split())  # it stands in mails: one line
    if not line:
        raise MoveRefused("title: an analysis needs one")
    return line


def _save(analysis: Analysis) -> None:
    try:
        with transaction.atomic():
            analysis.save()
    except IntegrityError as error:
        if "analysis_title_once" not in str(error):
            raise
        raise MoveRefused("title: you have declared an analysis with this title") from error
