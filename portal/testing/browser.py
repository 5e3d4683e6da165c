"""Fixtures: a real Chromium, and a page in it that remembers what went wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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
SECONDS = 30
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EXPECTED = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort", "Response Status Error Code 4")
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules that a theme can break."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
"""Options of a visitor who holds a phone."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine; one process for the session. The test carries `needs("chromium")`."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        chromium.close()


@contextmanager
def visitor(browser: Browser, **options: Any) -> Iterator[Page]:
    """Somebody with a browser of their own; `options` as of a Playwright context, and what is not given: a desk.

    Whatever our pages report to the console as an error, or throw, fails the test when the visitor leaves.
    """
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    context.set_default_timeout(SECONDS * 1000)
    complaints: list[str] = []
    seen = context.new_page()
    seen.on("console", lambda said: complaints.append(said.text) if _ours(said) else None)
    seen.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield seen
    finally:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor."""
    with visitor(browser) as seen:
        yield seen


def findings(page: Page, rules: Sequence[str] = RULES, leave_out: str = "") -> list[str]:
    """What axe says against the page as it stands, in one line for each place.

    `rules` are all tags or all names; `leave_out` selects what is like something else on the page.
    """
    from axe_playwright_python.sync_playwright import Axe

    where = {"exclude": [[leave_out]]} if leave_out else None
    found = Axe().run(page, context=where, options={"runOnly": list(rules)}).response["violations"]
    return [f"{page.url} {item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]


def sticks_out(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _ours(said: ConsoleMessage) -> bool:
    """A violated policy or a broken script.

    A status of 4xx is the page's business, not the console's; so is a request whose place a newer one took.
    """
    return said.type == "error" and not any(words in said.text for words in EXPECTED)
