"""From the sign-in to a copied command, on a desk, on a phone and without scripts; and the client with a token."""

import re
import shlex

import pytest
from playwright.sync_api import expect

from portal.testing.browser import sticks_out
from tests.client.conftest import run  # noqa: F401  a fixture
from tests.journeys.site import open_menu, saved, sign_in

pytestmark = pytest.mark.needs("chromium")
NAME = "MC16rd_proc16_ccbar_Run1_4S_v2"


class Hand:
    """Clicks, and counts them."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target):
        target.click()
        self.clicks += 1


def check(command, name):
    """It is a command that the grid takes, for the sample that was asked for."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "gbasf2"
    options = dict(zip(words[1:-1:2], words[2:-1:2], strict=True))
    assert re.fullmatch(r"[A-Za-z0-9+_-]{1,32}", options["-p"])
    assert options["-i"].endswith(f"/{name}")
    assert options["-s"].startswith("light-")
    assert words[-1] == "steering.py"


def test_four_clicks_from_the_sign_in(visit, site):
    page, hand = visit(), Hand()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/sign-in/")
    hand.click(page.get_by_role("button", name=re.compile("^Member")))
    hand.click(page.locator("#nav").get_by_role("link", name="Collections"))
    page.get_by_label("Name or description").fill("ccbar energy:4S state:published campaign:MC16rd_proc16 -chunk")
    expect(page.locator("h1")).to_have_text("1 collection")
    hand.click(page.get_by_role("table").get_by_role("link", name=NAME))
    hand.click(page.locator(".code").get_by_role("button", name="Copy").first)
    expect(page.get_by_text("Copied").first).to_be_visible()
    assert hand.clicks == 4
    check(page.evaluate("navigator.clipboard.readText()"), NAME)


def test_on_a_phone_by_the_search(visit, site):
    page, hand = visit(viewport={"width": 390, "height": 844}, has_touch=True), Hand()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/sign-in/")
    hand.click(page.get_by_role("button", name=re.compile("^Member")))
    hand.click(page.get_by_role("banner").get_by_role("link", name="Search"))
    page.get_by_label("Paths of datasets").fill(f"/belle/collection/MC/{NAME}\n/belle/collection/MC/nowhere\n")
    hand.click(page.get_by_role("button", name="Look them up"))
    expect(page.locator("h1")).to_have_text("1 of 2 lines are known")
    expect(page.get_by_text("/belle/collection/MC/nowhere", exact=True).first).to_be_visible()
    assert not sticks_out(page)
    page.get_by_role("link", name=NAME).click()
    assert not sticks_out(page)
    page.locator(".code").get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied").first).to_be_visible()
    check(page.evaluate("navigator.clipboard.readText()"), NAME)

    page.get_by_role("banner").get_by_role("link", name="Search").click()
    box = page.get_by_role("searchbox", name="Search everything")
    box.fill(NAME)
    box.press("Enter")
    expect(page.locator("h1")).to_contain_text(NAME)


def test_without_scripts(visit, site, tmp_path):
    page = visit("Member", java_script_enabled=False)
    page.goto(f"{site.url}/search/?q={NAME}")  # a name that is one thing opens it
    assert page.locator("h1").inner_text().startswith(NAME)
    check(page.locator(".code pre").first.inner_text(), NAME)
    page.locator("summary", has_text="All ").click()
    block = page.locator("details[open] .code pre", has_text="uubar").inner_text()
    names = [line.split()[2] for line in block.splitlines() if line.startswith("gbasf2")]
    assert len(names) == len(set(names)) > 5
    page.locator("summary", has_text="Input list").click()
    assert saved(page, f"Download {NAME}.txt", tmp_path).read_text().startswith("/belle/MC/")


def test_a_number_that_is_several_things_is_a_choice(visit, site):
    page = visit("Member")
    page.goto(f"{site.url}/globaltags/")
    number = page.get_by_role("table").locator("tbody tr td").nth(1).inner_text().replace(",", "")
    page.goto(f"{site.url}/search/?q=DB{int(number):08}")
    expect(page.locator("h1")).not_to_contain_text("Found")
    assert "/globaltags/" in page.url


def test_how_the_text_was_read_and_what_cannot_be(visit):
    page = visit("Member")
    open_menu(page, "Datasets")
    page.get_by_label("Any part of a path").fill("!type:mixed exp:7..12")
    expect(page.locator(".pill", has_text="not event type")).to_be_visible()
    page.locator(".pill", has_text="exp").click()
    expect(page.get_by_label("Any part of a path")).to_have_value("!type:mixed")
    page.get_by_label("Any part of a path").fill("exp:seven")
    expect(page.get_by_role("alert")).to_contain_text("Experiment: “seven” is not a number")
    page.get_by_text("How to search").click()
    expect(page.get_by_text("these texts occur")).to_be_visible()


def test_a_script_with_a_token(visit, site, run):  # noqa: F811  the fixture
    page = visit("Member")
    page.goto(f"{site.url}/account/tokens/new/")
    page.get_by_label("Name").fill("night job")
    page.get_by_role("button", name="Make it").click()
    secret = page.get_by_label("Access token", exact=True).inner_text()
    asked = {"PORTAL_URL": site.url, "PORTAL_TOKEN": secret}
    shown = run("show", NAME, "--format", "text", **asked)
    assert (shown.code, shown.out) == (0, f"/belle/collection/MC/{NAME}\n")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="revoke").first.click()
    page.get_by_role("button", name="Revoke it").click()
    assert run("show", NAME, **asked).code == 3


def test_the_visitor_who_signs_in_on_the_way(visit, site):
    page = visit()
    page.goto(f"{site.url}/search/?q={NAME}")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("link", name="Sign in").first.click()
    sign_in(page, "Member")
    expect(page.locator("h1")).to_contain_text(NAME)
