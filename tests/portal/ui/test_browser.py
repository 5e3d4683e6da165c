"""The shell in a real Chromium: axe, keys, the palette, filters, copying, asking once; and without scripts."""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.testing.browser import findings, sticks_out
from portal.ui.views import COOKIE

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.urls("tests.portal.ui.gallery"),
    pytest.mark.django_db(transaction=True),
]

ADDRESSES = (
    "/",
    "/datasets/?event_type=mixed",
    "/approvals/",
    "/detail/",
    "/detail/?tab=history",
    "/form/",
    "/progress/",
    "/empty/nothing/",
    "/empty/no_match/",
    "/empty/forbidden/",
    "/empty/failed/",
    "/charts/",
    "/sample-sign-in/",
    "/account/password/reset/",
    "/refuse/400/",
    "/refuse/403/",
    "/refuse/500/",
    "/nowhere/",
)
PHONE = {"width": 390, "height": 844}


def query(page):
    return parse_qs(urlsplit(page.url).query)


@pytest.fixture
def visit(live_server, page):
    """`visit(address)`: the page after going there."""

    def go(address):
        page.goto(f"{live_server.url}{address}")
        return page

    return go


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, page, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    found = []
    for address in ADDRESSES:
        found += findings(visit(address))
        if sticks_out(page):
            found.append(f"{address} is wider than the window")
    assert found == []


def test_keys_do_what_the_help_says(visit):
    page = visit("/datasets/")
    page.keyboard.press("/")
    assert page.locator("#q").evaluate("field => field === document.activeElement")
    page.keyboard.press("?")
    assert page.locator("#q").input_value() == "?"  # in a field, letters are letters
    page.locator("body").click(position={"x": 700, "y": 880})
    page.keyboard.press("f")
    assert page.locator("#list-q").evaluate("field => field === document.activeElement")
    page.locator("body").click(position={"x": 700, "y": 880})
    page.keyboard.press("?")
    rows = page.locator("#keys tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows][:4] == [
        ["Search everything", "/"],
        ["Go to anything", "Ctrl K"],
        ["Filter this list", "f"],
        ["Show these keys", "?"],
    ]
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/approvals/")


def test_single_keys_can_be_switched_off(visit):
    page = visit("/datasets/")
    page.keyboard.press("?")
    page.get_by_label("Single keys work in this browser").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("Control+k")
    assert page.locator("#palette").is_visible()


def test_the_palette_finds_pages_and_people_and_gives_the_focus_back(visit):
    page = visit("/datasets/")
    page.locator("#list-q").focus()
    page.keyboard.press("Control+k")
    assert page.locator("#palette [role=option]").first.inner_text() == "Home"
    page.keyboard.type("Bra")
    page.get_by_role("option", name="Ole Brandvold Bra").wait_for()
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert page.locator("#list-q").evaluate("field => field === document.activeElement")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette [aria-selected=true]")
    assert chosen.inner_text() == "Institutes"
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/empty/nothing/")


def test_filters_apply_themselves_and_the_address_is_the_state(visit):
    page = visit("/datasets/?sort=runs")
    page.locator(".shell").evaluate("shell => shell.dataset.same = 'yes'")
    page.get_by_role("checkbox", name="charged").check()
    page.get_by_role("link", name="event type charged").wait_for()
    assert query(page) == {"sort": ["runs"], "event_type": ["charged"], "run_from": ["200"]}
    assert page.locator("h1").inner_text() == "10,800 datasets"
    assert page.title() == "10,800 datasets · Collaboration portal"
    assert page.locator("#live").inner_text() == "10,800 datasets"
    assert page.get_by_role("checkbox", name="charged").evaluate("box => box === document.activeElement")
    page.locator("#list-q").press_sequentially("exp 18")
    page.wait_for_url("**q=exp*")
    assert page.locator("#list-q").input_value() == "exp 18"
    assert page.locator(".shell").get_attribute("data-same") == "yes"  # the page never went away
    page.go_back()
    page.wait_for_url(lambda url: "q=" not in url)
    page.locator("h1").wait_for()
    assert page.locator("#nav").count() == 1
    assert page.get_by_role("checkbox", name="charged").is_checked()


def test_a_failure_is_told_and_never_looks_empty(browser, live_server):
    page = browser.new_page()  # htmx tells the console, too: not a page that must stay silent
    page.goto(f"{live_server.url}/datasets/")
    page.route(f"{live_server.url}/datasets/?*", lambda route: route.fulfill(status=503, body=""))
    page.get_by_role("checkbox", name="charged").check()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text() == "This could not be loaded (503). What you see is from before.\nTry again"
    assert page.locator("#results tbody tr").count() == 50
    page.close()


def test_copying_gives_the_exact_text(visit):
    page = visit("/detail/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".code .copy")
    button.click()
    page.get_by_text("Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".code pre").inner_text()
    assert page.locator("#live").inner_text() == "Copied"


def test_an_action_asks_once_with_a_reason_and_gives_the_focus_back(visit):
    page = visit("/detail/")
    opener = page.get_by_role("button", name="Withdraw …")
    opener.click()
    assert page.get_by_label("Reason").evaluate("field => field === document.activeElement")
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert opener.evaluate("button => button === document.activeElement")
    opener.click()
    page.get_by_label("Reason").fill("wrong overlay")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_text("Done: withdraw wrong overlay.").wait_for()


def test_a_disabled_button_says_why(visit):
    page = visit("/detail/")
    page.locator("summary", has_text="Freeze").click()
    assert page.get_by_text("Only the production manager may freeze a collection.").is_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert page.locator("summary", has_text="Freeze").evaluate("button => button === document.activeElement")


def test_selected_rows_are_counted(visit):
    page = visit("/approvals/")
    approve = page.get_by_role("button", name="Approve selected")
    assert approve.is_disabled()
    page.get_by_label("Select all rows of this page").check()
    assert page.get_by_text("5 selected").is_visible()
    approve.click()
    page.get_by_text("approve: 5 people.").wait_for()


def test_a_form_that_asks_is_sent_after_yes_alone(visit):
    page = visit("/form/?ask=File%20it%20for%20all?")
    file = page.get_by_role("button", name="File the request").first
    file.click()
    dialog = page.get_by_role("dialog")
    assert dialog.inner_text().startswith("File it for all?")
    assert findings(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    assert not page.get_by_role("alert").is_visible()
    file.click()
    dialog.get_by_role("button", name="File the request").click()
    page.get_by_role("alert").wait_for()


def test_the_theme_changes_at_once_and_is_kept(visit):
    page = visit("/detail/")
    page.locator("summary", has_text="K. Lindqvist").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}[COOKIE] == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(17, 23, 29)"


def test_after_errors_the_summary_has_the_focus(visit):
    page = visit("/form/")
    page.get_by_role("button", name="File the request").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text().startswith("5 things need your attention")
    assert page.get_by_role("link", name="Nickname").evaluate("link => link === document.activeElement")
    assert findings(page) == []


def test_progress_ends_by_itself(visit):
    page = visit("/progress/?done=900")
    assert page.get_by_text("900 of 1,000, 90 %").is_visible()
    page.get_by_role("link", name="See the result").wait_for()
    assert page.locator("progress").count() == 0


def test_on_a_phone_rows_are_cards_and_menu_and_filters_open(visit, page):
    page.set_viewport_size(PHONE)
    visit("/datasets/?event_type=mixed")
    card = page.locator("tbody tr").first
    top, state = (card.locator(part).bounding_box() for part in (".p", ".s"))
    assert abs(top["y"] - state["y"]) < 8
    assert card.bounding_box()["height"] < 150
    page.get_by_role("button", name="Menu", exact=True).click()
    assert page.get_by_role("link", name="Approvals").is_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filters (2)").click()
    page.get_by_role("checkbox", name="charged").check()
    page.get_by_role("button", name="Show 21,600 datasets").click()
    assert not page.get_by_role("checkbox", name="charged").is_visible()
    assert query(page)["event_type"] == ["mixed", "charged"]


def test_everything_works_without_scripts(browser, live_server):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/datasets/")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="Datasets").click()
    page.get_by_role("button", name="Filters (1)").click()
    page.get_by_role("checkbox", name="charged").check()
    page.get_by_role("button", name="Apply filters").click()
    assert page.locator("h1").inner_text() == "10,800 datasets"
    assert query(page)["event_type"] == ["charged"]
    page.goto(f"{live_server.url}/detail/")
    assert not page.locator("[data-copy]").first.is_visible()
    page.get_by_role("button", name="Withdraw …").click()
    page.get_by_label("Reason").fill("wrong overlay")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    assert page.get_by_text("Done: withdraw wrong overlay.").is_visible()
    page.locator("summary", has_text="Your menu").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    context.close()
