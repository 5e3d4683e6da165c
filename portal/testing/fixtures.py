"""Fixtures that every test may ask for. Loaded before Django: import models inside the fixtures."""

from portal.testing.browser import browser, page

__all__ = ["browser", "page"]
