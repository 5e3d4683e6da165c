"""The verbs of campaigns."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from datasets.campaigns import policy
from datasets.campaigns.experiments import ExperimentsError, parse, words
from datasets.campaigns.models import Campaign
from portal.history import recorded
from portal.lifecycle import MoveRefused, moved
from portal.policy import require

FACTS = (
    *("kind", "state", "description", "releases", "recommended_release", "parents", "parts"),
    *("experiments", "streams", "planned_luminosity", "planned_events", "contact"),
)


@transaction.atomic
def begin(name: str, *, by: Any, reason: str = "", **facts: Any) -> Campaign:
    """A campaign by its name in the path, which never changes. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    name = name.strip()
    if not name or "/" in name or name.split() != [name]:
        raise MoveRefused("the name is a level of paths: it has no space and no slash")
    if Campaign.objects.filter(name=name).exists():
        raise MoveRefused(f"there is a campaign {name} already")
    with recorded("begin", by=by, reason=reason):
        return Campaign.objects.create(name=name, **_checked(name, facts))


@transaction.atomic
def edit(campaign: Campaign, *, by: Any, reason: str = "", **facts: Any) -> None:
    """Change facts of a campaign. Raises MoveRefused, Denied."""
    require(by, policy.KEEP)
    with recorded("edit", by=by, reason=reason):
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        before = locked.state
        for name, value in _checked(locked.name, facts).items():
            setattr(locked, name, value)
        locked.save(update_fields=list(facts))
        if locked.state != before:
            moved.send(Campaign, obj=locked, move="edit", by=by, reason=reason)
    campaign.refresh_from_db()


def _checked(own: str, facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"no facts of a campaign: {sorted(unknown)}")
    checked = dict(facts)
    for name in ("releases", "parents", "parts"):
        if name in facts:
            checked[name] = list(dict.fromkeys(text.strip() for text in facts[name] if text.strip()))
    parents = checked.get("parents", [])
    if own in parents:
        raise MoveRefused("parents: a campaign is not its own parent")
    if missing := set(parents) - set(Campaign.objects.filter(name__in=parents).values_list("name", flat=True)):
        raise MoveRefused(f"parents: there is no campaign {', '.join(sorted(missing))}")
    if "experiments" in facts:
        try:
            checked["experiments"] = words(parse(facts["experiments"]))
        except ExperimentsError as error:
            raise MoveRefused(f"experiments: {error}") from error
    return checked
