"""People and institutes from a published author list (INSPIRE author.xml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from members.authorship.authorxml import AuthorFile, AuthorXMLError, read
from members.authorship.matching import Institutes, Match, People
from members.authorship.writing import write
from members.people import policy
from portal.importing import Action, Change, Importer, Plan, SourceError
from portal.importing.importer import Progress


@dataclass
class Payload:
    """What the plan found: the rows of the file with what they match in the record."""

    file: AuthorFile
    institutes: list[Match]
    people: list[Match]


class PeopleImporter(Importer):
    """Brings people, institutes, affiliations, identifiers and footnotes; takes nothing away."""

    name, noun_plural = "people", "people"
    needs = policy.IMPORT
    personal = True
    accept = ".xml,.gz"
    about = "A published author list: INSPIRE author.xml, plain or .gz."

    def read(self, files: Sequence[Path]) -> AuthorFile:
        try:
            return read(files[0])
        except AuthorXMLError as error:
            raise SourceError(f"{files[0].name}: {error}") from error

    def plan(self, rows: AuthorFile) -> Plan:
        institutes = Institutes(rows).matches()
        people = People(rows, institutes).matches()
        plan = Plan(payload=Payload(rows, institutes, people))
        for problem in rows.problems:
            if problem.rejected:
                plan.add(Change(Action.REJECT, "row", "", problem.line, note=problem.message))
            else:
                plan.problem(problem.line, problem.message)
        for noun, matches in (("institute", institutes), ("person", people)):
            for match in matches:
                plan.add(Change(match.action, noun, match.label, match.row.line, match.fields, match.note))
                for line, message in match.problems:
                    plan.problem(line, message)
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        write(plan.payload.file, plan.payload.institutes, plan.payload.people, progress)
