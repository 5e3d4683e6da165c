"""Commands of the members package."""
