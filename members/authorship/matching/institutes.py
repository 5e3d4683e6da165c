"""Organizations of an author list against the institutes of the record."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

from members.authorship.authorxml import AuthorFile, Organization
from members.authorship.authorxml.rows import UUID_PREFIX
from members.authorship.matching.pool import Match, Pool, different, too_long
from members.institutes.models import Institute, InstituteIdentifier
from members.people.names import fold
from portal.importing import Action


class Institutes:
    """Matches the organizations of the file."""

    LABELS = {"inspire_name": "INSPIRE name", "ror": "ROR"}

    def __init__(self, file: AuthorFile) -> None:
        self.rows = file.organizations
        self.pool = Pool()
        self.rors = Counter(row.ror for row in self.rows)
        self.inspire_names = Counter(row.inspire_name for row in self.rows)
        self.uuids = Counter(row.uuid for row in self.rows)
        self.identifiers: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for source, value, owner in InstituteIdentifier.objects.values_list("source", "value", "institute_id"):
            self.identifiers[owner].add((source, value))
        for institute in Institute.objects.order_by("pk"):
            self.pool.put(institute.uuid, institute)
            self.pool.put(name_key(institute.name, institute.address), institute)
            self.pool.put(("ror", institute.ror), institute)
            self.pool.put(("inspire", institute.inspire_name), institute)

    def matches(self) -> list[Match]:
        """In the order of the file: own uuids first, then names, ROR, INSPIRE names, so that the surest match wins."""
        found: dict[int, tuple[Any, bool]] = {}
        looks = ((self._by_uuid, True), (self._by_name, True), (self._by_ror, False), (self._by_inspire_name, False))
        for look, same_words in looks:
            for index, row in enumerate(self.rows):
                if index not in found and (record := look(row)) is not None:
                    found[index] = record, same_words
        return [self._match(row, *found.get(index, (None, True))) for index, row in enumerate(self.rows)]

    def _by_uuid(self, row: Organization) -> Any:
        return self.pool.take(row.uuid) if row.uuid else None

    def _by_name(self, row: Organization) -> Any:
        return self.pool.take(name_key(row.name, row.address))

    def _by_ror(self, row: Organization) -> Any:
        """Departments share the ROR of their house: only when it stands for one, and INSPIRE names do not differ."""
        if not row.ror or self.rors[row.ror] > 1:
            return None
        return self.pool.take_only(("ror", row.ror), lambda known: _agree(known.inspire_name, row.inspire_name))

    def _by_inspire_name(self, row: Organization) -> Any:
        if not row.inspire_name or self.inspire_names[row.inspire_name] > 1:
            return None
        return self.pool.take_only(("inspire", row.inspire_name), lambda known: _agree(known.ror, row.ror))

    def _match(self, row: Organization, known: Any, same_words: bool) -> Match:
        values: dict[str, Any] = {
            "name": row.name, "address": row.address, "domain": row.domain,
            "inspire_name": row.inspire_name, "ror": row.ror,
        }  # fmt: skip
        match = Match(row, row.name, known)
        if not same_words:
            self._keep_words(match, values)
        identifiers = [
            (item.source, item.value)
            for item in row.identifiers
            if not item.value.startswith(UUID_PREFIX)
            and (item.problem or (item.source, item.value) not in {("INSPIRE", row.inspire_name), ("ROR", row.ror)})
        ]
        have = self.identifiers[known.pk] if known else set()
        added = [pair for pair in dict.fromkeys(identifiers) if pair not in have]
        pairs = ((InstituteIdentifier, {"source": source, "value": value}) for source, value in added)
        if reason := too_long((Institute, values), *pairs):
            return match.refuse(Action.REJECT, reason)
        match.values, match.added = values, {"identifiers": added}
        if known is None and row.uuid and self.uuids[row.uuid] == 1:
            values["uuid"] = row.uuid
        if known is not None:
            match.fields = different(known, values, self.LABELS) + tuple(
                ("identifier", "", f"{source} {value}") for source, value in added
            )
        return match

    def _keep_words(self, match: Match, values: dict[str, Any]) -> None:
        """Lists word the same place differently: what the record says stays, only gaps are filled."""
        known = match.known
        printed = ", ".join(filter(None, (known.name, known.address)))
        match.problems.append(
            (match.row.line, f"{match.label} has the ROR or INSPIRE name of {printed!r}, whose words are kept")
        )
        for name in ("name", "address", "domain"):
            if getattr(known, name):
                values[name] = ""


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def name_key(name: str, address: str) -> tuple[str, str, str]:
    """Institutes with equal keys are taken for the same, the n-th for the n-th; `Lyon 1` is not `Lyon 2`."""
    return fold(name), " ".join(re.findall(r"\d+", name)), fold(address)
