"""A site whose by-laws have two gates: an invited newcomer goes through both, and a delegate's Monday morning."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.testing.browser import PHONE, findings, sticks_out
from portal.testing.servers import smtp_sink
from tests.journeys.site import Site, Story, links, open_menu, sign_in
from tests.portal.launch.portals import portal

pytestmark = pytest.mark.needs("chromium")
BYLAWS = '[requests]\ngates = ["delegate", "office"]\nidentity = ["single-sign-on", "delegate"]\n'
OFFICE = "membership-office@localhost"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A portal of its own, with by-laws of its own."""
    above = Path(tempfile.mkdtemp(prefix="gates-", dir=os.environ["PORTAL_VAR"]))
    above.chmod(0o711)
    bylaws = above / "bylaws.toml"
    bylaws.write_text(BYLAWS, encoding="utf-8")
    with smtp_sink() as sink:
        mail = {"PORTAL_SMTP_HOST": sink.host, "PORTAL_SMTP_PORT": str(sink.port)}
        with portal(above / "var", PORTAL_DEMO="1", PORTAL_BYLAWS=str(bylaws), **mail) as running:
            yield Site(running, sink)
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def story(site: Site) -> Story:
    return site.story()


def test_an_invited_newcomer_goes_through_both_gates(visit, site, story):
    address = "linnea.torvald@lab.example"
    delegate = visit("Institute delegate")
    open_menu(delegate, "Approvals")
    delegate.get_by_role("link", name="Invite", exact=True).click()
    delegate.get_by_label("E-mail").fill(address)
    delegate.get_by_label("Given name").fill("Linnea")
    delegate.get_by_label("Family name").fill("Torvald")
    delegate.get_by_label("Category").select_option(label="PhD student")
    assert findings(delegate) == []
    delegate.get_by_role("button", name="Send the invitation").click()
    expect(delegate.locator(".flash", has_text=address)).to_be_visible()

    newcomer = visit(**PHONE)
    newcomer.goto(links(site.mail(address, f"{story.delegate} invites you to"))[0])
    expect(newcomer.get_by_label("Family name")).to_have_value("Torvald")
    assert findings(newcomer) == []
    assert not sticks_out(newcomer)
    newcomer.get_by_role("button", name="Ask for membership").click()
    newcomer.get_by_text("Your address is confirmed.").wait_for()

    phone = visit(**PHONE)
    phone.goto(links(site.mail(story.delegate_address, "Linnea Torvald asks for membership"))[0])
    sign_in(phone, "Institute delegate")
    phone.get_by_text("The identity is not confirmed yet").wait_for()
    phone.get_by_role("link", name=re.compile("^Back")).click()
    phone.get_by_role("button", name="Sign for the identity …").click()
    phone.get_by_role("dialog").get_by_label("Reason").fill("We met at the school in August.")
    phone.get_by_role("button", name="Sign for the identity", exact=True).click()
    phone.get_by_text(f"signature of a delegate, {story.delegate}").wait_for()
    assert findings(phone) == []
    assert not sticks_out(phone)
    phone.get_by_role("button", name="Endorse …").click()
    phone.get_by_role("button", name="Endorse", exact=True).click()
    expect(phone.locator(".flash", has_text="waits for the office")).to_be_visible()

    office = visit()
    office.goto(links(site.mail(OFFICE, "Linnea Torvald waits for the membership office"))[0])
    sign_in(office, "Administrator")  # who holds a post in the membership office, too
    office.get_by_role("button", name="Admit", exact=True).click()
    expect(office.locator(".flash", has_text="approved")).to_be_visible()
    site.mail(address, f"You are a member from {story.today}")


def test_ten_decisions_in_a_minute(visit):
    """A delegate's Monday morning: select all that waits, decline them in one go, each reported by name."""
    page = visit("Institute delegate")
    started = time.monotonic()
    open_menu(page, "Approvals")
    page.get_by_label("Select all rows of this page").check()
    page.get_by_role("button", name="Decline selected").click()
    page.get_by_label("Reason for all").fill("Please file again after the summer.")
    decide = page.get_by_role("button", name=re.compile(r"^Decline \d+ membership requests"))
    number = int(re.search(r"\d+", decide.inner_text())[0])
    assert number >= 10
    decide.click()
    told = page.locator(".flash", has_text=f"{number} membership requests: declined.")
    expect(told).to_be_visible()
    assert time.monotonic() - started < 60
    assert told.inner_text().count(" at ") == number
    assert findings(page) == []
