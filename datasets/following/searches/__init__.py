"""Searches with a name, and what is new in those that somebody follows."""
