"""Author lists to import, and what the record holds afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from members.authorship.authorxml import Person as FilePerson
from members.authorship.importers import PeopleImporter
from members.authorship.models import AuthorNote, Authorship
from members.institutes.models import Institute, InstituteIdentifier
from members.memberships.models import Membership
from members.people.models import Person, PersonIdentifier
from portal.importing import Plan
from portal.policy import SYSTEM

DUNE, BESIII, PUEO = "dune_2206.14521.xml.gz", "besiii_2207.10906.xml.gz", "pueo_2026-05.xml"
TABLES: tuple[Any, ...] = (
    Person, Institute, Membership, PersonIdentifier, InstituteIdentifier, Authorship, AuthorNote,
)  # fmt: skip


class Sheet:
    """An author.xml file in the making: one line for each institute and each person."""

    def __init__(self, path: Path, on: str = "2024-05-01") -> None:
        self.path, self.on = path, on
        self.places: list[str] = []
        self.people: list[str] = []

    def place(self, key: str, name: str, address: str = "", *, status: str = "", **names: str) -> Sheet:
        """An institute; `names` are the orgName of a source: ROR="…", INSPIRE="…"."""
        known = "".join(f'<cal:orgName source="{source}">{value}</cal:orgName>' for source, value in names.items())
        self.places.append(
            f'<foaf:Organization id="{key}"><foaf:name>{name}</foaf:name>{known}'
            f"<cal:orgStatus>{status}</cal:orgStatus><cal:orgAddress>{address}</cal:orgAddress></foaf:Organization>"
        )
        return self

    def person(
        self, given: str, family: str, *places: str, paper: str = "", also: str = "", dead: bool = False, **ids: str
    ) -> Sheet:
        """Somebody at institutes by key; `also` is the key of one more; `ids` are of a source: ORCID="…"."""
        links = [f'<cal:authorAffiliation organizationid="{key}" connection="Affiliated with"/>' for key in places]
        links += [f'<cal:authorAffiliation organizationid="{also}" connection="Also at"/>'] if also else []
        known = "".join(f'<cal:authorid source="{source}">{value}</cal:authorid>' for source, value in ids.items())
        self.people.append(
            f"<foaf:Person><foaf:givenName>{given}</foaf:givenName><foaf:familyName>{family}</foaf:familyName>"
            f"<cal:authorStatus>{'Deceased' if dead else ''}</cal:authorStatus>"
            f"<cal:authorNamePaper>{paper or f'{given[:1]}. {family}'}</cal:authorNamePaper>"
            f"<cal:authorAffiliations>{''.join(links)}</cal:authorAffiliations>"
            f"<cal:authorids>{known}</cal:authorids></foaf:Person>"
        )
        return self

    def line(self, number: int) -> int:
        """The line of the n-th person, from 0."""
        return 3 + len(self.places) + number

    def write(self) -> Path:
        """The file, as it is by now."""
        head = (
            '<collaborationauthorlist xmlns:cal="http://inspirehep.net/info/HepNames/tools/authors_xml/" '
            f'xmlns:foaf="http://xmlns.com/foaf/0.1/"><cal:creationDate>{self.on}</cal:creationDate>'
        )
        lines = [head + "<cal:organizations>", *self.places, "</cal:organizations><cal:authors>", *self.people]
        self.path.write_text("\n".join([*lines, "</cal:authors></collaborationauthorlist>"]), encoding="utf-8")
        return self.path


def run(path: Path, apply: bool = True) -> Plan:
    """The plan of an import, carried out unless told otherwise."""
    return PeopleImporter().run([path], by=SYSTEM, apply=apply)


def real(shared: Path, name: str) -> Path:
    """A published list."""
    return shared / "data/authorship/real" / name


def contents() -> dict[str, list[Any]]:
    """Every row of the record that an import may touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def counts(plan: Plan) -> dict[str, int]:
    """How many rows of each action, without zeros."""
    return {str(action): number for action, number in plan.counts.items() if number}


def told(row: FilePerson) -> dict[str, Any]:
    """What a row of the file says, in the words of `recorded_people`."""
    return {
        "names": (row.family, row.given, row.suffix, row.native, row.paper),
        "identifiers": sorted((each.value, bool(each.problem)) for each in row.identifiers),
        "deceased": row.deceased,
        "notes": [(note.kind, note.text) for note in row.notes],
    }


def recorded_people() -> list[dict[str, Any]]:
    """What the record says of each person: names, identifiers (with whether kept aside), notes, places."""
    rows = Person.objects.order_by("pk").prefetch_related("identifiers", "author_notes", "memberships__institute")
    return [
        {
            "names": (row.family_name, row.given_name, row.suffix, row.native_name, row.paper_name),
            "identifiers": sorted((each.value, bool(each.problem)) for each in row.identifiers.all()),
            "deceased": row.deceased,
            "notes": [(note.kind, note.text) for note in row.author_notes.all()],
            "places": [(each.institute.name, each.connection) for each in row.memberships.all()],
        }
        for row in rows
    ]
