"""Getting data in: source → rows → plan → apply, the same for command line, upload and feeds.

An `Importer` reads a file into rows, compares them with the record by natural key and says what it
would do (`Plan`). Applying makes the plan again under a lock and writes it in one transaction, so
that what is written is what the record needs now, all of it or nothing.
"""

from portal.importing.importer import Importer, SourceError, Step, Unclear, writing, written
from portal.importing.plan import Action, Change, Plan, Problem

__all__ = ["Action", "Change", "Importer", "Plan", "Problem", "SourceError", "Step", "Unclear", "writing", "written"]
