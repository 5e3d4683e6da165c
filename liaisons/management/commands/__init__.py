"""Commands of the liaisons package, by name."""
