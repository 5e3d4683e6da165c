"""A student's life: asks to join, master student, renewed, PhD student, in a working group, postdoc elsewhere."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.testing.browser import findings
from tests.journeys.site import PASSWORD, as_of, links, open_menu, search_list, sign_in, sign_in_with_password

pytestmark = pytest.mark.needs("chromium")
GIVEN, FAMILY, ADDRESS = "Signe", "Aarsvold", "signe.aarsvold@lab.example"
WHO = f"{GIVEN} {FAMILY}"
NAMES = "Names in any script and order"


def save(page, button, words):
    """Press the button of a form and read that it was done."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".flash", has_text=words)).to_be_visible()


def found_on(page, site, day):
    """(status, institute, category) of the student in the directory of a day; None: not in it."""
    origin = "/".join(page.url.split("/")[:3])  # where the page is signed in; links of mails have a name of their own
    answer = page.request.get(f"{origin}/api/v1/people/?q={FAMILY}&as_of={day}")
    assert answer.ok, answer.text()
    rows = [row for row in answer.json()["results"] if row["full_name"] == WHO]
    return [(row["status"], row["institute"], row["category"]) for row in rows]


def ask_for_more_of_master_students(office):
    """The office asks for a sponsor and a last day of master students."""
    office.goto(f"{office.url.rstrip('/')}/categories/")
    office.get_by_role("link", name="Master student").first.click()
    office.get_by_role("link", name="Change").click()
    office.get_by_label("Needs a sponsor").check()
    office.get_by_label("Needs a last day").check()
    office.get_by_role("main").get_by_role("button").last.click()
    expect(office.locator(".flash")).to_be_visible()


def ask_to_join(page, site, story, first, last):
    """The public form, at first without the last day that the category asks for; then the link of the mail."""
    page.get_by_role("link", name="Ask for membership").click()
    page.get_by_label("Given name").fill(GIVEN)
    page.get_by_label("Family name").fill(FAMILY)
    page.get_by_label("E-mail").fill(ADDRESS)
    page.get_by_label("Institute").select_option(story.institute_key)
    page.get_by_label("category of membership").select_option(label="Master student")
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("The category Master student needs a last day.").first).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Last day").fill(last.isoformat())
    page.get_by_role("button", name="Ask").click()
    page.get_by_text(f"We sent a mail to {ADDRESS}").wait_for()
    page.goto(links(site.mail(ADDRESS, "Confirm your address for your request at"))[0])
    page.get_by_role("button", name=f"Confirm {ADDRESS}").click()
    page.get_by_text("Your address is confirmed.").wait_for()


def test_a_students_life(visit, site, story):
    today = story.today
    first, last = today - timedelta(days=60), today + timedelta(days=20)
    phd, postdoc = today - timedelta(days=10), today
    office = visit("Administrator")
    ask_for_more_of_master_students(office)
    student = visit()
    ask_to_join(student, site, story, first, last)

    delegate = visit()
    delegate.goto(links(site.mail(story.delegate_address, f"{WHO} asks for membership"))[0])
    sign_in(delegate, "Institute delegate")
    save(delegate, "Approve", "approved")
    student.goto(links(site.mail(ADDRESS, "Your account at"))[0])
    for field in student.get_by_label("New Password").all():
        field.fill(PASSWORD)
    student.get_by_role("button", name="Set the password").click()
    student.get_by_role("link", name="Sign in").first.click()
    sign_in_with_password(student, ADDRESS)

    open_menu(student, "People")
    search_list(student, NAMES, FAMILY)
    student.get_by_role("link", name=WHO).click()
    record = student.url
    memberships = student.get_by_role("table", name="Memberships")
    expect(memberships).to_contain_text(story.delegate)  # who approves answers for the student
    student.get_by_role("link", name="Ask to renew").click()
    save(student, "Ask to renew", "the delegates were asked")
    assert findings(student) == []

    delegate.goto(links(site.mail(story.delegate_address, f"{WHO} asks to renew"))[0])
    later = today + timedelta(days=400)
    delegate.get_by_label(f"Decision about {WHO}").select_option(label="Renew until")
    delegate.get_by_label(f"Last day of {WHO}").fill(later.isoformat())
    assert findings(delegate) == []
    save(delegate, "Save the decisions", f"{WHO}: renewed until {later}")
    site.mail(ADDRESS, f"Your membership at {story.institute} goes on until {later}")

    delegate.goto(record)
    delegate.get_by_role("link", name="Change category").click()
    delegate.get_by_label("New category").select_option(label="PhD student")
    delegate.get_by_label("From").fill(phd.isoformat())
    delegate.get_by_label("Last day").fill((phd + timedelta(days=1000)).isoformat())
    assert findings(delegate) == []
    save(delegate, "Change category", "the category changes")

    open_menu(office, "Groups and roles")
    office.get_by_role("link", name="Charm", exact=True).click()
    office.get_by_role("link", name="Appoint", exact=True).click()
    office.get_by_label("Person").fill(ADDRESS)
    office.get_by_label("Post").select_option(label="member")
    office.get_by_label("From").fill(phd.isoformat())
    save(office, "Appoint", "done")
    site.mail(ADDRESS, f"You are member of Charm from {phd}")

    student.goto(record)
    student.get_by_role("link", name=re.compile("^Transfer")).click()
    student.get_by_label("New institute").select_option(story.elsewhere_key)
    student.get_by_label("Category there").select_option(label="Postdoc")
    student.get_by_label("First day there").fill(postdoc.isoformat())
    student.get_by_label("Last day here").fill((postdoc - timedelta(days=1)).isoformat())
    assert findings(student) == []
    save(student, "Ask to transfer", f"The delegates of {story.elsewhere} were asked.")
    site.mail(story.delegate_address, f"{WHO} asks to move from {story.institute} to {story.elsewhere}")

    other = visit()
    other.goto(links(site.mail(story.elsewhere_address, f"{WHO} asks to transfer to {story.elsewhere}"))[0])
    sign_in_with_password(other, story.elsewhere_account)
    assert findings(other) == []
    save(other, "Approve", "approved")
    site.mail(story.delegate_address, f"{WHO} moves from {story.institute} to {story.elsewhere}")
    site.mail(ADDRESS, f"You are a member from {postdoc}")

    assert found_on(student, site, first - timedelta(days=1)) == []
    for day in (first + timedelta(days=number) for number in range((today - first).days + 2)):
        place = story.elsewhere if day >= postdoc else story.institute
        category = "Postdoc" if day >= postdoc else "PhD student" if day >= phd else "Master student"
        [(status, *belongs)] = found_on(student, site, day)
        assert (status in ("active", "expiring"), *belongs) == (True, place, category), day

    student.goto(record)
    rows = [re.sub(r"\s+", " ", row) for row in memberships.locator("tbody tr").all_inner_texts()]
    told = [(story.elsewhere, "Postdoc"), (story.institute, "PhD student"), (story.institute, "Master student")]
    assert [row.startswith(" ".join(words)) for row, words in zip(rows, told, strict=True)] == [True] * 3, rows
    expect(student.get_by_role("table", name="Roles")).to_contain_text("Charm")
    student.get_by_role("link", name="History").click()
    entries = student.locator(".timeline > li").all_inner_texts()
    told = [" ".join(entry.split(" by ")[0].split()) for entry in entries]
    assert {"Approve", "Appoint", "Change category", "Renew"} <= set(told), told
    assert told.index("Change category") < told.index("Renew"), "the newest comes first"
    assert findings(student) == []
    as_of(student, phd - timedelta(days=1))
    expect(student.get_by_role("main")).to_contain_text("Master student")
