"""Organizations of an author list against the institutes of the record."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from members.authorship.authorxml import AuthorFile, Organization
from members.authorship.authorxml.rows import UUID_PREFIX, is_footnote
from members.authorship.matching.pool import Match, Pool, different
from members.institutes.models import Institute, InstituteIdentifier
from members.people.names import fold


class Institutes:
    """Matches the organizations of the file; footnotes of our own writer are none."""

    LABELS = {"inspire_name": "INSPIRE name", "ror": "ROR"}

    def __init__(self, file: AuthorFile) -> None:
        self.rows = [row for row in file.organizations if not is_footnote(row.identifiers)]
        self.pool = Pool()
        self.rors = Counter(row.ror for row in self.rows if row.ror)
        self.identifiers: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for source, value, institute in InstituteIdentifier.objects.values_list("source", "value", "institute"):
            self.identifiers[institute].add((source, value))
        for institute in Institute.objects.order_by("pk"):
            self.pool.put(institute.uuid, institute)
            self.pool.put(name_key(institute.name, institute.address), institute)
            if institute.ror:
                self.pool.put(("ror", institute.ror), institute)

    def matches(self) -> list[Match]:
        """In the order of the file: own uuids first, then names, then ROR, so that the surest match wins."""
        found: dict[int, Any] = {}
        for look in (self._by_uuid, self._by_name, self._by_ror):
            for index, row in enumerate(self.rows):
                if index not in found and (record := look(row)) is not None:
                    found[index] = record
        return [self._match(row, found.get(index)) for index, row in enumerate(self.rows)]

    def _by_uuid(self, row: Organization) -> Any:
        return self.pool.take(row.uuid) if row.uuid else None

    def _by_name(self, row: Organization) -> Any:
        return self.pool.take(name_key(row.name, row.address))

    def _by_ror(self, row: Organization) -> Any:
        return self.pool.take(("ror", row.ror), only_one=True) if self.rors[row.ror] == 1 else None

    def _match(self, row: Organization, known: Any) -> Match:
        values = {
            "name": row.name, "address": row.address, "domain": row.domain[:200],
            "inspire_name": row.inspire_name, "ror": row.ror,
        }  # fmt: skip
        identifiers = [
            (item.source, item.value)
            for item in row.identifiers
            if not item.value.startswith(UUID_PREFIX)
            and (item.problem or (item.source, item.value) not in {("INSPIRE", row.inspire_name), ("ROR", row.ror)})
        ]
        have = self.identifiers[known.pk] if known else set()
        added = [pair for pair in dict.fromkeys(identifiers) if pair not in have]
        match = Match(row, row.name, known, values=values, added={"identifiers": added})
        if known is not None:
            match.fields = different(known, values, self.LABELS) + tuple(
                ("identifier", "", f"{source} {value}") for source, value in added
            )
        return match


def name_key(name: str, address: str) -> tuple[str, str]:
    """Institutes with equal keys are taken for the same, the n-th for the n-th."""
    return fold(name), fold(address)
