"""Commands of the datasets package."""
