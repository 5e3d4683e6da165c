"""Who, what, when and why, for every row of the record.

Owns: the event table beside each curated table (`@tracked`), the label that an action puts on what
it writes (`recorded`), and the reading of both as a timeline (`entries`). Database triggers write
the events, so bulk statements and plain SQL are caught as well; nobody can change or delete them.
Must never: decide anything, or be written to by a package.
"""

from portal.history.entries import Change, Entry, entries
from portal.history.models import tracked
from portal.history.recording import recorded

__all__ = ["Change", "Entry", "entries", "recorded", "tracked"]
