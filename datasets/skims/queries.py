"""What a code means, and meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from datasets.skims.models import Skim, SkimRevision

RELEASE = re.compile(r"release((?:-[0-9]{1,4}){2,4})")


@dataclass(frozen=True)
class Meaning:
    """A code as a dataset of a day has it: `name` is what it was called then."""

    skim: Skim
    name: str

    @property
    def changed(self) -> bool:
        """Whether the code is called something else today."""
        return self.name != self.skim.name


def release_number(release: str | None) -> tuple[int, ...] | None:
    """`release-06-01-08` as numbers, to be compared; None for a light release, a build or none."""
    found = RELEASE.fullmatch(release or "")
    return tuple(map(int, found[1].split("-")[1:])) if found else None


def meaning(code: str, on: date | None = None, release: str = "") -> Meaning | None:
    """What the code means, or meant in the release, on the day; None for a code that no registry has brought.

    The registry is part of the software, so the release with which a dataset was made tells what its code meant; the
    day only where the release is no number, or nobody said of which release the registry was.
    """
    skim = Skim.objects.filter(code=code).select_related("parent", "replaced_by").first()
    if skim is None:
        return None
    earlier = skim.revisions.order_by("until", "pk") if on or release else ()
    then = next((revision for revision in earlier if _still(revision, on, release)), None)
    return Meaning(skim, then.name if then else skim.name)


def _still(revision: SkimRevision, on: date | None, release: str) -> bool:
    """Whether the code still meant this."""
    made, changed = release_number(release), release_number(revision.release)
    if made and changed:
        return made < changed
    return on is not None and on < revision.until


def members(skim: Skim) -> list[Skim]:
    """The skims whose marks a flagged group holds, by name."""
    return list(skim.members.order_by("name", "code"))
