"""What the path of a collection says: where it lies, which family it belongs to, which version it is.

A name follows one of many templates and is no key to the content, which stands in columns of its own. So it is opaque
but for a trailing ``_v<number>``, and no name is ever refused.
Source: the collections page of the Belle II online book.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PREFIX = "/belle/collection/"
_VERSION = re.compile(r"(?P<family>.+)_v(?P<version>[0-9]{1,4})", re.DOTALL)


class NotACollection(ValueError):
    """The path does not name a collection."""


@dataclass(frozen=True, slots=True)
class CollectionName:
    """A collection path taken apart.

    `place` is the level below /belle/collection as written (MC, Data, test, …). `name` is the rest, verbatim; `family`
    is the name without its version, and collections of one place and family are versions of each other. `version` is
    None where the name has none, or where it is not written as a plain number (v01): such a name is its own family.
    """

    place: str
    name: str
    family: str
    version: int | None

    @property
    def data_type(self) -> str:
        """``mc`` or ``data`` as in dataset paths, "" for places that say nothing about it (test, general)."""
        return self.place.lower() if self.place in ("MC", "Data") else ""

    @property
    def path(self) -> str:
        """The path this was read from."""
        return f"{_PREFIX}{self.place}/{self.name}"


def parse(path: str) -> CollectionName:
    """Take the path of a collection apart. Raises NotACollection when it does not lie in a place for collections."""
    place, slash, name = path.removeprefix(_PREFIX).partition("/")
    if not path.startswith(_PREFIX) or not (place and slash and name):
        raise NotACollection(f"A collection has a path like {_PREFIX}MC/NAME_v1, not “{path[:120]}”.")
    match = _VERSION.fullmatch(name)
    if match is None or (match["version"] != "0" and match["version"].startswith("0")):
        return CollectionName(place, name, name, None)
    return CollectionName(place, name, match["family"], int(match["version"]))
