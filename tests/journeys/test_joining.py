"""A newcomer joins: the public form, the mails, the delegate's phone, the directory."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.testing.browser import PHONE, findings, sticks_out
from tests.journeys.site import PASSWORD, as_of, links, open_menu, search_list, sign_in

pytestmark = pytest.mark.needs("chromium")


def ask_to_join(page, institute, given, family, address, starts_on):
    """Fill in the public form as a stranger, and confirm nothing yet."""
    page.get_by_role("link", name="Ask for membership").click()
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Institute").select_option(institute)
    page.get_by_label("category of membership").select_option(label="PhD student")
    page.get_by_label("First day").fill(starts_on.isoformat())
    page.get_by_role("button", name="Ask").click()
    page.get_by_text(f"We sent a mail to {address}").wait_for()


def confirm_address(page, site, address, institute):
    """Follow the link of the mail; opening it is not enough."""
    page.goto(links(site.mail(address, f"Confirm your address for your request at {institute}"))[0])
    page.get_by_role("button", name=f"Confirm {address}").click()
    page.get_by_text("Your address is confirmed.").wait_for()


def test_a_newcomer_joins(visit, site, story):
    came_on = story.today - timedelta(days=3)
    address = "livia.brennhaug@lab.example"
    newcomer = visit()
    ask_to_join(newcomer, story.institute_key, "Livia", "Brennhaug", address, came_on)
    request_page = newcomer.url
    confirm_address(newcomer, site, address, story.institute)

    asked = site.mail(story.delegate_address, "Livia Brennhaug asks for membership")
    approve_link = links(asked)[0]
    colleague = visit()
    colleague.goto(approve_link)
    colleague.get_by_label("Name or e-mail address").fill(story.other_account)
    colleague.get_by_label("Password").fill(PASSWORD)
    colleague.get_by_role("button", name="Sign in", exact=True).click()
    colleague.get_by_role("heading", name="Approve: Livia Brennhaug").wait_for()  # and then the telephone rings

    phone = visit(**PHONE)
    phone.goto(approve_link)
    sign_in(phone, "Institute delegate")
    phone.get_by_role("heading", name="Approve: Livia Brennhaug").wait_for()
    assert findings(phone) == []
    assert not sticks_out(phone)
    phone.get_by_label("Reason (optional)").fill("met her in October")
    phone.get_by_role("button", name="Approve", exact=True).click()
    expect(phone.locator(".flash", has_text="approved")).to_be_visible()

    colleague.get_by_role("button", name="Approve", exact=True).click()
    refused = f"Livia Brennhaug at {story.institute}: cannot approve: it is already approved."
    assert colleague.get_by_role("alert").inner_text() == refused

    phone.get_by_role("link", name="History").click()
    approval = phone.get_by_role("listitem").filter(has_text="met her in October").first
    assert approval.inner_text().startswith(f"Approve by {story.delegate}, {story.today} ")
    assert findings(phone) == []

    site.mail(address, f"You are a member from {came_on}")
    newcomer.goto(request_page)
    newcomer.get_by_text(f"You are a member from {came_on}").wait_for()
    newcomer.goto(links(site.mail(address, "Your account at"))[0])
    for field in newcomer.get_by_label("New Password").all():
        field.fill(PASSWORD)
    newcomer.get_by_role("button", name="Set the password").click()
    newcomer.get_by_role("link", name="Sign in").first.click()
    newcomer.get_by_label("Name or e-mail address").fill(address)
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Sign in", exact=True).click()

    open_menu(newcomer, "People")  # active members
    search_list(newcomer, "Names in any script and order", "Brennhaug")
    row = newcomer.get_by_role("row", name="Livia Brennhaug")
    assert row.inner_text().split("\t")[2:4] == ["active", story.institute]
    as_of(newcomer, came_on)
    assert row.count() == 1
    as_of(newcomer, came_on - timedelta(days=1))
    newcomer.get_by_role("heading", name="0 people").wait_for()
    assert row.count() == 0


def test_a_request_is_declined_with_a_reason(visit, site, story):
    address = "oskar.lindqvaern@lab.example"
    newcomer = visit(**PHONE)
    ask_to_join(newcomer, story.institute_key, "Oskar", "Lindqværn", address, story.today)
    request_page = newcomer.url
    confirm_address(newcomer, site, address, story.institute)

    phone = visit("Institute delegate", **PHONE)
    open_menu(phone, "Approvals")
    assert findings(phone) == []
    assert not sticks_out(phone)
    phone.get_by_role("link", name="Oskar Lindqværn", exact=True).click()
    phone.get_by_role("button", name="Decline …").click()
    assert findings(phone) == []
    phone.get_by_role("dialog").get_by_label("Reason").fill("The project ended in September.")
    phone.get_by_role("button", name="Decline", exact=True).click()
    expect(phone.locator(".flash", has_text="declined")).to_be_visible()

    told = site.mail(address, f"Your request at {story.institute} was declined")
    assert "The project ended in September." in told.get_content()
    newcomer.goto(request_page)
    newcomer.get_by_text("The project ended in September.").wait_for()
    assert findings(newcomer) == []
    open_menu(phone, "People")
    search_list(phone, "Names in any script and order", "Lindqværn")
    phone.get_by_role("heading", name="0 people").wait_for()
