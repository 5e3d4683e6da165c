"""How the things of the record begin, move and end.

A slice writes a table of moves (`lifecycle.py`) and nothing else: which state may become which,
who may do it, whether a reason is asked. Buttons, API links, permission checks, locking, history
and the diagram in the documentation all come from that table.
"""

from portal.lifecycle.core import Lifecycle, Move, MoveRefused, Offer, moved

__all__ = ["Lifecycle", "Move", "MoveRefused", "Offer", "moved"]
