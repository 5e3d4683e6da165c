"""The life of an institute: it applies with documents, is admitted, and one day announces that it leaves."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.site import open_menu

pytestmark = pytest.mark.needs("chromium")
KINDS = ("letter of intent", "CV", "recommendation letter", "recommendation letter", "statement on maintenance")


def pdf(number):
    """What passes for a PDF, another one for each number."""
    return {
        "name": f"file {number}.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%%PDF-1.7\n%%%d\n%%%%EOF\n" % number,
    }


def test_an_institute_joins_and_leaves(visit, story):
    member = visit("Member")
    open_menu(member, "Joining institutes")
    member.get_by_role("link", name="File an application").click()
    member.get_by_label("Institute", exact=True).fill("University of Fernhollow")
    member.get_by_label("Short name").fill("Fernhollow")
    member.get_by_label("Contact person").fill("Ada Brook")
    member.get_by_label("E-mail", exact=True).fill("ada@fernhollow.example")
    member.get_by_role("button", name="Keep as a draft").click()
    expect(member.get_by_text("Before it can be submitted")).to_be_visible()
    for number, kind in enumerate(KINDS):
        member.get_by_role("link", name="Add a document").click()
        label = next(text for text in member.locator("option").all_inner_texts() if text.startswith(kind))
        member.get_by_label("Kind").select_option(label=label)
        member.get_by_label("File").set_input_files(pdf(number))
        member.get_by_role("button", name="Add", exact=True).click()
        member.wait_for_url("**/joining-institutes/*/")
    member.get_by_role("button", name="Submit").click()
    expect(member.get_by_text("Fernhollow: submitted.")).to_be_visible()

    office = visit("Administrator")
    office.goto(member.url)
    office.get_by_role("link", name="Set the board meeting").click()
    office.get_by_role("button", name="Set the meeting").click()
    office.get_by_role("link", name="Admit").click()
    office.get_by_label("Decision of the board").fill("Admitted by all votes.")
    office.get_by_role("button", name="Admit").click()
    expect(office.get_by_role("heading", name="What remains")).to_be_visible()

    office.get_by_role("link", name="Fernhollow").last.click()
    expect(office.get_by_text("Nobody decides for this institute").first).to_be_visible()
    office.get_by_role("link", name="Leave the collaboration").click()
    office.get_by_label("Leaves on").fill((story.today + timedelta(days=200)).isoformat())
    office.get_by_label("Why").fill("The group moves.")
    office.get_by_role("button", name="Announce").click()
    office.locator("#confirm").get_by_role("button", name="Announce").click()
    expect(office.get_by_text("Nobody is a member on the last day.")).to_be_visible()
