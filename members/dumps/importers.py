"""People, memberships and authorships from a dump of another registry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.urls import reverse

from members.dumps import columns, policy
from members.dumps.models import ColumnMapping
from members.dumps.planning import Planner
from members.dumps.rows import Row, read_rows
from members.dumps.table import Table, read_table
from members.dumps.writing import write
from portal.importing import Importer, Plan, SourceError, Step, Unclear
from portal.importing.importer import Progress


class RegistryImporter(Importer):
    """Brings what a registry knows of members; ends the absent ones only of a dump that is declared complete.

    Options: `complete`; `columns` and `date_order` as a person mapped them; `may_guess` (nobody can be asked).
    """

    name, noun_plural = "registry", "members from a registry"
    needs, releases = policy.IMPORT, policy.RELEASE
    personal = True
    accept = ".csv,.tsv,.txt,.xlsx"
    about = "A dump of a registry, one row per person or membership: CSV (comma, semicolon or tab; UTF-8) or XLSX."
    fields = {
        "complete": lambda: forms.BooleanField(
            label="The dump is complete",
            required=False,
            help_text="Then current memberships that it does not name end today.",
        )
    }

    def read(self, files: Sequence[Path]) -> tuple[Table, list[Row]]:
        table = read_table(files[0])
        mapping = self.mapping(table)
        try:
            return table, read_rows(table, mapping)
        except Unclear as error:
            if self.options.get("may_guess"):
                raise SourceError(f"{files[0].name}: {error} (date_order of --mapping)") from error
            raise

    def mapping(self, table: Table) -> columns.Columns:
        """As a person said, as remembered for these headers, or as guessed. Raises Unclear, SourceError."""
        said = self.options
        if "columns" not in said:
            kept = ColumnMapping.objects.filter(signature=columns.signature(table.headers)).first()
            said = {"columns": kept.columns, "date_order": kept.date_order} if kept else {}
        if said:
            try:
                return columns.checked(
                    {header: name for header, name in said["columns"].items() if header in table.headers},
                    self.options.get("date_order") or said.get("date_order", ""),
                )
            except ValueError as error:
                raise SourceError(f"the mapping does not fit: {error}") from error
        guessed = columns.guess(table.headers)
        if not guessed.sure and not self.options.get("may_guess"):
            raise Unclear("Say what the columns of this file mean. It is remembered for files with the same headers.")
        if columns.Field.FAMILY not in guessed.fields.values():
            raise SourceError(f"none of the columns {', '.join(table.headers)[:300]} is the family name (--mapping)")
        return guessed

    def plan(self, rows: tuple[Table, list[Row]]) -> Plan:
        table, found = rows
        plan = Planner(found, table.broken, complete=bool(self.options.get("complete"))).make()
        if self.options.get("may_guess"):
            read = set(self.mapping(table).fields)
            for header in table.headers:
                if header not in read:
                    plan.problem(1, f"the column {header!r} is not read")
        return plan

    def write(self, plan: Plan, *, by: Any, progress: Progress) -> None:
        write(plan.payload, progress)

    def steps(self, run: Any) -> list[Step]:
        """Columns first; then conflicts, one by one."""
        if run.state not in ("asking", "planned", "held"):
            return []
        asked = run.state == "asking"
        steps = [Step("Columns and dates", reverse("dump_columns", args=[run.pk]), primary=asked)]
        conflicts = [row for row in (run.plan or {}).get("changes", ()) if row.get("key")]
        if conflicts and not asked:
            steps.append(Step("Decide the conflicts", reverse("dump_conflicts", args=[run.pk])))
        return steps
