"""Dumps of a registry as files, and what came of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

HEAD = ("external_id", "given_name", "family_name", "email", "institute_short_name", "category", "from", "until")


class Dumps:
    """Writes and imports dumps; rows are in the order of HEAD, and shorter ones are filled up."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0

    def write(self, *rows, head=HEAD, name="", delimiter=","):
        self.number += 1
        path = self.folder / (name or f"dump{self.number}.csv")
        lines = [head, *((*row, *("",) * (len(head) - len(row))) for row in rows)]
        path.write_text("\n".join(delimiter.join(map(str, line)) for line in lines) + "\n", encoding="utf-8")
        return path

    def run(self, path, *, apply=True, **options):
        from members.dumps.importers import RegistryImporter
        from portal.policy import SYSTEM

        return RegistryImporter({"may_guess": True, **options}).run([path], by=SYSTEM, apply=apply)

    def bring(self, *rows, head=HEAD, **options):
        """The plan of these rows, applied."""
        return self.run(self.write(*rows, head=head), **options)


@pytest.fixture
def dumps(tmp_path):
    return Dumps(tmp_path)


def counts(plan, noun=""):
    """How many rows of each action."""
    found = Counter(plan.nouns.get(noun, {})) if noun else plan.counts
    return {str(action): number for action, number in found.items() if number}


def notes(plan, action):
    """(line, note) of the rows of an action."""
    return [(change.line, change.note) for change in plan.changes if change.action == action]
