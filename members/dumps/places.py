"""Which institute a row means: by our id, ROR, any of its names now or earlier, or as it was decided."""

from __future__ import annotations

from collections import defaultdict

from members.dumps.choices import Field, Subject
from members.dumps.decided import Decisions
from members.dumps.rows import Words
from members.institutes.models import Institute, InstituteIdentifier, InstituteName
from members.people.identifiers import ror
from members.people.names import fold

NAMES = (Field.PLACE_INSPIRE, Field.PLACE_SHORT, Field.PLACE_NAME)


class Places:
    """The institutes by all their names; three queries."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions
        self.by_pk = {institute.pk: institute for institute in Institute.objects.order_by("pk")}
        self._by: dict[tuple[Field, str], set[int]] = defaultdict(set)
        self._by_any_name: dict[str, set[int]] = defaultdict(set)
        self._found: dict[Words, list[Institute]] = {}
        for pk, institute in self.by_pk.items():
            self._by[(Field.PLACE, str(institute.uuid))].add(pk)
            self._by[(Field.ROR, institute.ror)].add(pk)
            for field, text in zip(NAMES, (institute.inspire_name, institute.short_name, institute.name), strict=True):
                self._name(field, text, pk)
        for source, value, pk in InstituteIdentifier.objects.filter(until=None).values_list(
            "source", "value", "institute_id"
        ):
            if source == "ROR":
                self._by[(Field.ROR, ror(value).value)].add(pk)
            elif source == "INSPIRE":
                self._name(Field.PLACE_INSPIRE, value, pk)
        for name, short, pk in InstituteName.objects.values_list("name", "short_name", "institute_id"):
            self._by_any_name[_key(name)].add(pk)
            self._by_any_name[_key(short)].add(pk)

    def _name(self, field: Field, text: str, pk: int) -> None:
        if text:
            self._by[(field, _key(text))].add(pk)
            self._by_any_name[_key(text)].add(pk)

    def find(self, words: Words) -> list[Institute]:
        """The institutes that fit: one when it is clear or decided, several when the words fit several, else none."""
        if words not in self._found:
            decision = self.decisions.get(Subject.PLACE, *natural_key(words))
            decided = decision.institute_id if decision is not None else None
            found = {decided} if decided is not None else self._search(words)
            self._found[words] = [self.by_pk[pk] for pk in sorted(found)]
        return self._found[words]

    def _search(self, words: Words) -> set[int]:
        fits: set[int] = set()
        for field, text in words:  # from the surest to the least
            found = self._candidates(field, text)
            narrowed = fits & found if fits else found
            if field == Field.PLACE and found:
                return found
            fits = narrowed or fits
            if field == Field.ROR and len(fits) == 1:
                return fits
        return fits

    def _candidates(self, field: Field, text: str) -> set[int]:
        if field == Field.PLACE:
            return self._by.get((field, text.lower()), set())
        if field == Field.ROR:
            value = ror(text).value
            return self._by.get((field, value), set()) if value else set()
        return self._by.get((field, _key(text))) or self._by_any_name.get(_key(text), set())


def natural_key(words: Words) -> list[str]:
    """By which a decision about these words is remembered."""
    return [f"{name}={text}" for name, text in words]


def _key(text: str) -> str:
    """`Lyon 1` is not `Lyon 2`."""
    return fold(text) + "".join(char for char in text if char.isdecimal())
