"""The verbs of global tags and of the chains of campaigns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from datasets.campaigns.models import Campaign
from datasets.globaltags import policy
from datasets.globaltags.lifecycle import GLOBAL_TAG
from datasets.globaltags.models import GlobalTag, TagChain
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.periods import Period
from portal.policy import require


def _mover(name: str) -> Callable[..., None]:
    def move(tag: GlobalTag, *, by: Any, reason: str = "") -> None:
        """Take the move on record, as somebody took it in the conditions database. Raises MoveRefused, Denied."""
        GLOBAL_TAG.perform(tag, name, by=by, reason=reason)

    return move


MOVES = {move.name: _mover(move.name) for move in GLOBAL_TAG.moves}
"""Every move of a tag by its name; none has an effect beyond the state."""


@transaction.atomic
def set_chain(campaign: Campaign, names: Sequence[str], *, on: date, by: Any, reason: str = "") -> TagChain:
    """From the day `on` the campaign uses these global tags in this order; the chain before ends there.

    A tag need not be imported. Raises MoveRefused when the chain is empty or names a tag twice, and when a chain
    begins later or on the same day with the same tags; Denied.
    """
    require(by, policy.KEEP)
    wanted = [name.strip() for name in names if name.strip()]
    if not wanted:
        raise MoveRefused("a chain has at least one global tag")
    if twice := sorted({name for name in wanted if wanted.count(name) > 1}):
        raise MoveRefused(f"{', '.join(twice)} stands in the chain twice")
    with recorded("set_chain", by=by, reason=reason):
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        last = TagChain.objects.filter(campaign=campaign).order_by("-period").first()
        if last is not None:
            if last.names == wanted:
                raise MoveRefused(f"this is the chain since {last.period.lower} already")
            if last.period.lower > on:
                raise MoveRefused(f"a chain begins later, on {last.period.lower}")
            if last.period.lower == on:
                last.names = wanted
                last.save(update_fields=["names"])
                return last
            last.period = Period(last.period.lower, on)
            last.save(update_fields=["period"])
        return TagChain.objects.create(campaign=campaign, period=Period(on, None), names=wanted)
