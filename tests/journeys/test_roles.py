"""Roles: a post gives permissions at once and its end takes them; a nomination is accepted from the mail."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.testing.browser import findings
from tests.journeys.site import as_of, links, open_menu

pytestmark = pytest.mark.needs("chromium")
GROUP, TITLE = "Long-lived particles", "A journey to the long-lived"


def set_up_group(office, since):
    """A working group with one seat for a convener and two for liaisons."""
    open_menu(office, "Groups and roles")
    office.get_by_role("link", name="Set up a group").click()
    office.get_by_label("Name", exact=True).fill(GROUP)
    office.get_by_label("Code").fill("LLP")
    office.get_by_label("Kind").select_option(label="working group")
    office.get_by_label("From", exact=True).fill(since.isoformat())
    office.get_by_label("Seats: convener").fill("1")
    office.get_by_label("Seats: liaison").fill("2")
    assert findings(office) == []
    office.get_by_role("button", name="Set up", exact=True).click()
    expect(office.get_by_role("heading", level=1)).to_contain_text(GROUP)
    return office.url


def fill(office, group, verb, address, post, since):
    """Appoint or nominate somebody."""
    office.goto(group)
    office.get_by_role("link", name=verb, exact=True).click()
    office.get_by_label("Person").fill(address)
    office.get_by_label("Post").select_option(label=post)
    office.get_by_label("From", exact=True).fill(since.isoformat())
    office.get_by_role("main").get_by_role("button", name=verb, exact=True).click()
    expect(office.locator(".flash", has_text="done")).to_be_visible()


def end_term(office, group, who):
    """The post of `who` in the group is over from today on."""
    office.goto(group)
    row = office.get_by_role("table", name="Posts").get_by_role("row", name=who)
    row.get_by_role("cell").nth(1).get_by_role("link").click()
    office.get_by_role("link", name="End", exact=True).click()
    office.get_by_role("button", name="End the term").click()
    expect(office.locator(".flash", has_text="done")).to_be_visible()


def vacant(page, post):
    """(seats, held, vacant) of a post on the page of a group."""
    row = page.get_by_role("table", name="Seats").get_by_role("row", name=post)
    return tuple(row.get_by_role("cell").all_inner_texts()[1:])


def test_an_appointment_gives_permissions_and_its_end_takes_them(visit, site, story):
    member, office = visit("Member"), visit("Administrator")
    open_menu(member, "Signal MC")
    signal = member.url
    assert member.get_by_role("link", name="New request").count() == 0
    assert member.goto(f"{signal.split('?')[0]}new/").status == 403

    since = story.today - timedelta(days=10)
    group = set_up_group(office, since - timedelta(days=20))
    assert vacant(office, "liaison") == ("2", "0", "2")
    fill(office, group, "Appoint", story.member_address, "liaison", since)
    site.mail(story.member_address, f"You are liaison of {GROUP} from {since}")
    office.goto(group)
    assert vacant(office, "liaison") == ("2", "1", "1")

    member.goto(signal)
    member.get_by_role("link", name="New request").click()
    expect(member.get_by_label("Group").locator("option:checked")).to_have_text(GROUP)
    member.get_by_label("Title").fill(TITLE)
    member.get_by_label("or a decay file on record").select_option(index=1)
    member.get_by_label("Campaign").select_option(label="MC17ri_a")
    member.get_by_label("Events").fill("2e6")
    member.get_by_label("Purpose").fill("To see that it can be asked for.")
    member.get_by_role("button", name="Save as draft").click()
    expect(member.get_by_role("heading", level=1)).to_contain_text(TITLE)
    draft = member.url
    assert findings(member) == []

    end_term(office, group, story.member)
    site.mail(story.member_address, f"Your term as liaison of {GROUP} ends on {story.today - timedelta(days=1)}")
    assert member.goto(draft).status in (403, 404)  # a draft is the group's alone
    member.goto(signal)
    assert member.get_by_role("link", name="New request").count() == 0

    office.goto(group)
    assert vacant(office, "liaison") == ("2", "0", "2")
    before = office.get_by_role("table", name="Held a post before").get_by_role("row", name=story.member)
    expect(before).to_contain_text(f"{since}")
    assert findings(office) == []
    open_menu(member, "Groups and roles")
    member.get_by_role("link", name="Who’s who").click()
    posts = member.locator("#liaisons dt", has_text=GROUP).locator("xpath=following-sibling::dd[1]")
    expect(posts).to_have_text("vacant")
    assert findings(member) == []
    as_of(member, since)
    expect(posts).to_have_text(story.member)
    as_of(member, since - timedelta(days=1))
    expect(posts).to_have_text("vacant")
    open_menu(member, "Statistics")
    as_of(member, since)
    expect(member.locator("summary", has_text="as of")).to_contain_text(f"{since}")
    assert findings(member) == []


def test_a_nomination_is_accepted_from_the_mail(visit, site, story):
    office, since = visit("Administrator"), story.today - timedelta(days=5)
    open_menu(office, "Groups and roles")
    if office.get_by_role("link", name=GROUP, exact=True).count():
        office.get_by_role("link", name=GROUP, exact=True).click()
        group = office.url
    else:
        group = set_up_group(office, since - timedelta(days=25))
    office.goto(f"{site.url}/groups/")
    office.get_by_role("link", name="Charm", exact=True).click()
    charm = office.url
    fill(office, charm, "Appoint", story.delegate_address, "convener", since)
    fill(office, group, "Nominate", story.delegate_address, "convener", since)
    office.goto(group)
    expect(office.get_by_role("table", name="Proposed")).to_contain_text(story.delegate)
    assert vacant(office, "convener") == ("1", "0", "1")

    nominee = visit()  # who has no need to sign in
    nominee.goto(links(site.mail(story.delegate_address, f"Will you be convener of {GROUP}?"))[0])
    assert findings(nominee) == []
    nominee.get_by_label("A word to who proposed you").fill("Gladly.")
    nominee.get_by_role("button", name="Accept").click()
    expect(nominee.get_by_text("this nomination was accepted")).to_be_visible()

    office.goto(group)
    assert vacant(office, "convener") == ("1", "1", "–")
    office.goto(f"{site.url}/groups/double-holdings/")
    rows = office.get_by_role("row", name=story.delegate)
    expect(rows).to_have_count(2)
    assert sorted(row.get_by_role("cell").nth(2).inner_text() for row in rows.all()) == ["Charm", GROUP]
    assert findings(office) == []

    office.goto(f"{site.url}/groups/chart/")
    chart = office.locator("figure.chart")
    expect(chart).to_contain_text(f"{story.delegate}, convener")
    assert findings(office) == []
    as_of(office, since - timedelta(days=1))
    expect(chart).to_contain_text(GROUP)
    expect(chart).not_to_contain_text(f"{story.delegate}, convener")
    as_of(office, since - timedelta(days=200))
    expect(chart).not_to_contain_text(GROUP)
    for page in (group, charm):
        end_term(office, page, story.delegate)
