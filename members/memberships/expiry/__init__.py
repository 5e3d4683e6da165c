"""The end of a membership: who is reminded, which policies of the by-laws apply, and the sweep that does it."""
