"""The registry of a day as a dump that an import reads without a change: CSV or XLSX, always the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from members.authorship.models import Authorship
from members.bylaws import bylaws
from members.dumps.choices import EXPORTED, Field
from members.dumps.values import guarded
from members.institutes.models import Institute
from members.institutes.queries import names_on
from members.memberships.models import Membership
from members.people.models import PersonIdentifier
from members.people.names import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The day that every part of a workbook is of: a second export has the same bytes."""
SAVED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def registry_rows(on: date) -> Iterator[list[str]]:
    """One row per membership that is current on the day, in printed order of the people. Four queries.

    An institute has the name of the day; who imports the rows knows it by its identifiers.
    """
    identifiers: dict[tuple[int, str, str], str] = {}
    trusted = PersonIdentifier.objects.filter(problem="").order_by("-pk")
    for pk, kind, source, value in trusted.values_list("person_id", "kind", "source", "value"):
        identifiers[(pk, kind, source)] = value
    signs = {each.person_id: each.period for each in Authorship.objects.current(on)}
    names = names_on(Institute.objects.values("pk"), on)
    rows = Membership.objects.current(on).select_related("person", "institute", "category")
    order = ("person__sort_key", "person__uuid", "position", "institute__uuid", "connection")
    for row in rows.order_by(*order):
        person: Any = row.person
        place: Any = row.institute
        called: Any = names.get(place.pk, place)
        signing = signs.get(person.pk)
        said: dict[Field, Any] = {
            Field.UUID: person.uuid,
            Field.EXTERNAL: identifiers.get((person.pk, "OTHER", bylaws().imports.registry)),
            Field.GIVEN: person.given_name,
            Field.FAMILY: person.family_name,
            Field.SUFFIX: person.suffix,
            Field.NATIVE: person.native_name,
            Field.PAPER: person.paper_name,
            Field.EMAIL: person.email,
            Field.ORCID: identifiers.get((person.pk, "ORCID", "")),
            Field.INSPIRE: identifiers.get((person.pk, "INSPIRE", "")),
            Field.PLACE: place.uuid,
            Field.ROR: place.ror,
            Field.PLACE_INSPIRE: place.inspire_name,
            Field.PLACE_SHORT: called.short_name,
            Field.PLACE_NAME: called.name,
            Field.CONNECTION: row.connection,
            Field.CATEGORY: row.category.code if row.category else None,
            Field.FROM: row.period.lower,
            Field.UNTIL: row.period.upper,
            Field.SHARE: row.share,
            Field.SIGNS_FROM: signing.lower if signing else None,
            Field.SIGNS_UNTIL: signing.upper if signing else None,
            Field.STATUS: "deceased" if person.deceased else "active",
        }
        yield ["" if said[name] is None else guarded(clean(str(said[name]))) for name in EXPORTED]


def export(on: date, kind: str) -> bytes:
    """The dump of the day. `kind` is `csv` or `xlsx`."""
    rows = ([str(name) for name in EXPORTED], *registry_rows(on))
    return _xlsx(rows) if kind == "xlsx" else _csv(rows)


def _csv(rows: tuple[list[str], ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _xlsx(rows: tuple[list[str], ...]) -> bytes:
    import openpyxl  # slow import: only workbooks need it

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("registry")
    for row in rows:
        sheet.append(row)
    written, made = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = SAVED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return made.getvalue()
