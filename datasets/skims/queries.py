"""What a code means, and meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datasets.skims.models import Skim


@dataclass(frozen=True)
class Meaning:
    """A code as a dataset of a day has it: `name` is what it was called then."""

    skim: Skim
    name: str

    @property
    def changed(self) -> bool:
        """Whether the code is called something else today."""
        return self.name != self.skim.name


def meaning(code: str, on: date | None = None) -> Meaning | None:
    """What the code means, or meant on the day; None for a code that no registry has brought."""
    skim = Skim.objects.filter(code=code).select_related("parent", "replaced_by").first()
    if skim is None:
        return None
    then = skim.revisions.filter(until__gt=on).order_by("until", "pk").first() if on else None
    return Meaning(skim, then.name if then else skim.name)


def members(skim: Skim) -> list[Skim]:
    """The skims whose marks a flagged group holds, by name."""
    return list(skim.members.order_by("name", "code"))
