"""Commands of the liaisons package."""
