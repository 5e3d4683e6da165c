"""Which column of a dump is which fact: guessed from the headers, remembered for a set of headers."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from members.dumps.choices import DateOrder, Field
from members.people.names import fold
from portal.importing import SourceError

SYNONYMS: dict[Field, str] = {
    Field.UUID: "person uuid|portal id",
    Field.EXTERNAL: "id|registry id|person id|member id|identifier|personnel number|employee id|ccid|personalnummer",
    Field.GIVEN: "first name|firstname|forename|given|given names|prénom|vorname|nombre|nome",
    Field.FAMILY: "last name|lastname|surname|family|nom|nachname|familienname|apellido|apellidos|cognome",
    Field.SUFFIX: "name suffix",
    Field.NATIVE: "native|name in native script|original name|local name",
    Field.PAPER: "printed name|name on papers|author name|publication name|signing name|printed",
    Field.EMAIL: "e-mail|mail|e-mail address|mail address|courriel",
    Field.ORCID: "orcid id|orcid identifier",
    Field.INSPIRE: "inspire|inspirehep id|inspire hep",
    Field.PLACE: "institute id here",
    Field.ROR: "ror|ror id",
    Field.PLACE_INSPIRE: "inspire name|icn|inspire institute",
    Field.PLACE_SHORT: "institute|institution|short name|institute short|institut|affiliation|site",
    Field.PLACE_NAME: "institution name|institute full name|full institute name",
    Field.CONNECTION: "connection type",
    Field.CATEGORY: "membership category|role|position|member type|kategorie|catégorie|type",
    Field.FROM: "start|start date|starts on|begin|begin date|first day|member since|since|von|from date|joined",
    Field.UNTIL: "first day without",
    Field.LAST_DAY: "end|end date|ends on|last day|bis|to|expires|expiry date|contract end",
    Field.SHARE: "fraction|fte percent|percent|research fraction|percentage",
    Field.SIGNS_FROM: "author from|author since|signs from|authorship start",
    Field.SIGNS_UNTIL: "signs until",
    Field.SIGNS_LAST_DAY: "author until|authorship end|author to|signs to",
    Field.STATUS: "state|membership status",
}
_FIELD_OF = {
    fold(words): field for field, text in SYNONYMS.items() for words in (field.value, field.label, *text.split("|"))
}


@dataclass(frozen=True)
class Columns:
    """By header the fact that it states, and the order of dates; `sure` when nobody needs to be asked."""

    fields: Mapping[str, Field]
    date_order: str = ""
    sure: bool = True

    def at(self, headers: Iterable[str]) -> dict[Field, int]:
        """Where each fact stands in a row."""
        return {self.fields[header]: at for at, header in enumerate(headers) if header in self.fields}


def signature(headers: Iterable[str]) -> str:
    """Equal for the same set of headers in any order."""
    return hashlib.sha256(json.dumps(sorted(headers), ensure_ascii=False).encode()).hexdigest()


def guess(headers: Iterable[str]) -> Columns:
    """By the names alone; not sure when a header says nothing to us, or two say the same."""
    found = {header: field for header in headers if (field := _FIELD_OF.get(fold(header)))}
    twice = {field for field, count in Counter(found.values()).items() if count > 1}
    named = {header: field for header, field in found.items() if field not in twice}
    sure = not twice and len(found) == len(list(headers)) and Field.FAMILY in named.values()
    return Columns(named, sure=sure)


def checked(columns: Mapping[str, Any], date_order: str = "") -> Columns:
    """What a person said. Raises ValueError in words when it cannot be meant."""
    fields: dict[str, Field] = {}
    for header, name in columns.items():
        if not name:
            continue
        if name not in Field.values:
            raise ValueError(f"{header!r} is mapped to {name!r}, which is none of {', '.join(Field.values)}")
        if Field(name) in fields.values():
            raise ValueError(f"two columns are mapped to {Field(name).label}")
        fields[header] = Field(name)
    if Field.FAMILY not in fields.values():
        raise ValueError("no column is the family name")
    for until, last in ((Field.UNTIL, Field.LAST_DAY), (Field.SIGNS_UNTIL, Field.SIGNS_LAST_DAY)):
        if {until, last} <= set(fields.values()):
            raise ValueError(f"{until.label} and {last.label} say the same: map one of them")
    if date_order and date_order not in DateOrder.values:
        raise ValueError(f"the order of dates is {date_order!r}, which is none of {', '.join(DateOrder.values)}")
    return Columns(fields, date_order)


def from_toml(path: Path) -> dict[str, Any]:
    """The options of a mapping file: a table `columns` (header = "field") and `date_order`. Raises SourceError."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        columns = said.get("columns", {})
        if not isinstance(columns, dict) or set(said) - {"columns", "date_order"}:
            raise ValueError("it holds a table `columns` and `date_order`, nothing else")  # noqa: TRY301
        checked(columns, said.get("date_order", ""))
    except OSError as error:
        raise SourceError(f"{path.name}: the mapping cannot be read: {error.strerror}") from error
    except ValueError as error:  # of TOML and UTF-8 too
        raise SourceError(f"{path.name}: not a mapping of columns: {error}") from error
    return {"columns": columns, "date_order": said.get("date_order", "")}
