"""A liaison asks for signal MC with a real decay file; the production manager returns it, then accepts it."""

import pytest
from playwright.sync_api import expect

from portal.testing.browser import findings
from tests.journeys.site import open_menu

pytestmark = pytest.mark.needs("chromium")
TITLE = "A journey to the penguins"
WRONG, RIGHT = "1110026100.dec", "1110041000.dec"  # the first carries the event type of another file


def found_in_file(page):
    """The findings of the check as (line, weight, words)."""
    rows = page.get_by_role("table", name="Findings").locator("tbody tr").all()
    return [tuple(row.get_by_role("cell").all_inner_texts()) for row in rows]


def timeline(page):
    """Who did what, the newest first, without the instants."""
    entries = page.locator("#timeline .timeline > li").all()
    return [entry.inner_text().split(",")[0] for entry in entries]


def test_a_request_goes_to_and_fro(visit, site, shared):
    folder = shared / "data" / "catalogue" / "decfiles"
    liaison = visit("EWP liaison")
    open_menu(liaison, "Signal MC")
    liaison.get_by_role("link", name="New request").click()
    liaison.get_by_label("Title").fill(TITLE)
    liaison.get_by_label("Campaign").select_option(label="MC17ri_a")
    liaison.get_by_label("Events").fill("2e6")
    liaison.get_by_label("Purpose").fill("To see the whole way.")
    liaison.get_by_label("New decay file").set_input_files(folder / WRONG)
    misnamed = f"The file is named {WRONG[:10]}, its header says 1110042100."
    expect(liaison.get_by_text(misnamed)).to_be_visible()
    assert ("1", "error", misnamed) in found_in_file(liaison)
    liaison.get_by_role("button", name="Save and submit").click()
    refused = liaison.get_by_role("alert").inner_text()
    assert "is saved, but not submitted" in refused
    assert f"line 1: {misnamed[:-1]}" in refused

    liaison.get_by_role("link", name="Edit").click()
    liaison.get_by_label("New decay file").set_input_files(folder / RIGHT)
    expect(liaison.get_by_role("heading", name=f"Check of {RIGHT}")).to_be_visible()
    found = found_in_file(liaison)
    assert ("8", "warning", "“Mail” is read as Email; write “# Email:”.") in found
    assert "error" not in {weight for _, weight, _ in found}
    assert findings(liaison) == []
    liaison.get_by_role("button", name="Save and submit").click()
    expect(liaison.locator("h1")).to_contain_text("submitted")
    address = liaison.url

    manager = visit("Production manager")
    open_menu(manager, "To decide")
    manager.get_by_role("row", name=TITLE).get_by_role("link").first.click()
    manager.get_by_role("button", name="Return …").click()
    manager.get_by_label("Reason").fill("Half of it would do.")
    manager.get_by_role("button", name="Return", exact=True).click()
    expect(manager.locator("h1")).to_contain_text("returned")
    assert manager.url == address

    open_menu(liaison, "Returned to you")
    liaison.get_by_role("row", name=TITLE).get_by_role("link").first.click()
    expect(liaison.get_by_text("Half of it would do.").first).to_be_visible()
    liaison.get_by_role("link", name="Edit").click()
    liaison.get_by_label("Events").fill("1,000,000")
    liaison.get_by_role("button", name="Save and submit").click()
    expect(liaison.locator("h1")).to_contain_text("submitted")

    manager.reload()
    assert manager.get_by_text("1,000,000").count() > 0
    manager.get_by_role("button", name="Accept", exact=True).click()
    expect(manager.locator("h1")).to_contain_text("accepted")
    liaison.reload()
    seen = timeline(liaison)
    assert timeline(manager) == seen
    liaison_name, manager_name = (who.locator(".top summary b").last.inner_text() for who in (liaison, manager))
    assert seen == [
        f"Accepted by {manager_name}",
        f"Submitted by {liaison_name}",
        f"Edited by {liaison_name}",
        f"Returned by {manager_name}",
        f"Submitted by {liaison_name}",
        f"Edited by {liaison_name}",
        f"Filed by {liaison_name}",
    ]
