"""A question from three years ago: who was at an institute then, who decided for it, and what it was called."""

import csv
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.testing.browser import findings
from tests.journeys.site import as_of, open_menu, saved

pytestmark = pytest.mark.needs("chromium")
NOW = "Windmere"
SEARCH = "Name, city, INSPIRE name or ROR"


def firsts(page, name):
    """The first cells of the rows of a table of a page."""
    rows = page.get_by_role("table", name=name, exact=True).locator("tbody tr")
    return [row.locator("td").first.inner_text() for row in rows.all()]


def test_a_question_from_three_years_ago(visit, site, story, tmp_path):
    day = story.today - timedelta(days=3 * 365)
    renamed_on = story.today - timedelta(days=400)
    office = visit("Administrator")
    office.goto(f"{site.url}/institutes/?sort=-people&as_of={day}")
    row = office.locator("tbody tr", has_text="has a delegate").filter(has_not_text=story.institute).first
    before = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    as_of(office, day)
    delegate, people = firsts(office, "Delegates")[0], firsts(office, "People")
    assert len(people) > 1

    office.get_by_role("link", name="Rename").click()
    office.get_by_label("Name", exact=True).fill(f"{NOW} University")
    office.get_by_label("Short name").fill(NOW)
    office.get_by_label("From").fill(renamed_on.isoformat())
    office.get_by_role("button", name="Rename").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text(NOW)

    member = visit("Member")
    open_menu(member, "Institutes")
    member.get_by_label(SEARCH).fill(before)  # the name that the question uses finds the one of today
    expect(member.get_by_role("link", name=NOW, exact=True)).to_be_visible()
    as_of(member, day)
    found = member.get_by_role("row", name=before)
    assert findings(member) == []
    count = int(found.get_by_role("link").last.inner_text())
    found.get_by_role("link", name=before, exact=True).click()
    as_of(member, day)
    expect(member.get_by_role("heading", level=1)).to_contain_text(before)
    assert member.get_by_role("heading", level=1, name=NOW).count() == 0
    assert firsts(member, "Delegates")[0] == delegate
    assert firsts(member, "People") == people
    assert findings(member) == []

    member.get_by_role("link", name="All people of this institute").click()
    member.get_by_role("heading", name=f"{count} people").wait_for()
    shown = [
        row.locator("td").first.inner_text()
        for row in member.get_by_role("region", name="people").locator("tbody tr").all()
    ]
    assert len(shown) == min(count, 50)
    assert set(people) <= {*shown} or count > 50
    member.locator("summary", has_text="Export").click()
    rows = list(csv.DictReader(saved(member, "CSV", tmp_path).open(encoding="utf-8-sig")))
    assert len(rows) == count
    assert [row["full_name"] for row in rows][: len(shown)] == shown
    assert before in {row["institute"] for row in rows}
    assert NOW not in {row["institute"] for row in rows}
