"""Fixtures: a real Chromium, and a page in it that remembers what went wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 10


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine; one process for the session. The test carries `needs("chromium")`."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor. Whatever our pages report to the console as an error fails the test at its end."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    complaints: list[str] = []
    visitor = context.new_page()
    visitor.on("console", lambda said: complaints.append(said.text) if _ours(said) else None)
    yield visitor
    context.close()
    assert complaints == []


def _ours(said: ConsoleMessage) -> bool:
    """A violated policy or a broken script. A status of 4xx is the page's business, not the console's."""
    return said.type == "error" and "Failed to load resource" not in said.text
