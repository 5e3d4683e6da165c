"""The by-laws as configuration: waiting times, gates, reminders, who sees what.

Owns the numbers that a collaboration decides and changes. `bylaws()` gives them to every slice; no other file holds
one. `example.toml` documents each key; a site's own file (PORTAL_BYLAWS) is laid over it.
"""

from members.bylaws.reading import BylawsError, bylaws
from members.bylaws.tables import Bylaws, ExpiryPolicy

__all__ = ["Bylaws", "BylawsError", "ExpiryPolicy", "bylaws"]
