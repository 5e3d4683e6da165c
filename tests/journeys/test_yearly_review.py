"""The yearly review: the office opens it, a delegate marks somebody and confirms on a phone, the office sees both."""

import re

import pytest
from playwright.sync_api import expect

from portal.testing.browser import PHONE, findings, sticks_out
from tests.journeys.site import open_menu

pytestmark = pytest.mark.needs("chromium")


def test_a_delegate_confirms_on_a_phone(visit, story):
    office = visit("Administrator")  # who also coordinates the membership office in the demo
    open_menu(office, "Yearly review")
    office.get_by_role("link", name="Open a review").click()
    office.get_by_label("Year").fill(str(story.today.year + 1))
    office.get_by_role("button", name="Open, and ask all delegates").click()
    expect(office.get_by_text("0 confirmed")).to_be_visible()

    phone = visit("Institute delegate", **PHONE)
    phone.locator("#card-review").get_by_role("link", name=story.institute, exact=True).last.click()
    phone.locator("details", has_text="To correct").first.locator("summary").click()
    phone.get_by_label(re.compile("What is wrong about")).first.fill("Left in May")
    phone.get_by_role("button", name="Mark to correct").first.click()
    expect(phone.get_by_text("1 to correct, the others are right.")).to_be_visible()
    assert findings(phone) == []
    assert not sticks_out(phone)
    phone.get_by_role("link", name=f"Confirm {story.institute}").click()
    phone.get_by_role("button", name="Confirm", exact=True).click()
    expect(phone.locator(".flash", has_text="confirmed")).to_be_visible()

    office.reload()
    expect(office.get_by_text("1 confirmed")).to_be_visible()
    office.goto(f"{office.url.split('/reviews/')[0]}/corrections/?state=marked")
    expect(office.get_by_text("Left in May")).to_be_visible()
