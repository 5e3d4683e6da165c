"""One portal with the demo collaboration for all journeys, started as its users start it, and people who visit it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from portal.testing.browser import visitor
from portal.testing.servers import smtp_sink
from tests.journeys.site import Site, Story, sign_in
from tests.portal.launch.portals import portal


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Web server, worker, database and mail server; the journeys share them, as people share a portal."""
    above = Path(tempfile.mkdtemp(prefix="journeys-", dir=os.environ["PORTAL_VAR"]))
    above.chmod(0o711)
    with smtp_sink() as sink:
        mail = {"PORTAL_SMTP_HOST": sink.host, "PORTAL_SMTP_PORT": str(sink.port)}
        with portal(above / "var", PORTAL_DEMO="1", **mail) as running:
            yield Site(running, sink)
    shutil.rmtree(above)


@pytest.fixture(scope="session")
def story(site: Site) -> Story:
    """Who is who in the demo of today."""
    return site.story()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("Member")`: a browser of somebody who signed in by one click; without a name, of a stranger.

    Options are those of a Playwright context. What the pages report to the console fails the test.
    """
    with ExitStack() as stack:

        def come(persona: str = "", **options: object) -> Page:
            page = stack.enter_context(visitor(browser, **options))
            page.goto(site.url)
            if persona:
                page.get_by_role("link", name="Sign in").first.click()
                sign_in(page, persona)
                page.wait_for_url(f"{site.url}/")
            return page

        yield come
