"""Categories of membership: what kinds of members there are, and what follows from each.

Owns the pages on which the office keeps them. Categories are data, not code: a collaboration renames them, adds its own
and removes those that nobody ever had.
"""
