"""A member finds a sample: facets, text and wildcard, the pages of a dataset and a collection, the paths as text."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.site import open_menu, saved, search_list

pytestmark = pytest.mark.needs("chromium")
CAMPAIGN = "MC16rd_proc16"
SEARCH = "Any part of a path"
WANTED = "*/e0026/*/mixed/*"


def count(page):
    """The number in the title of a list."""
    return int(re.match(r"[\d,]+", page.locator("h1").inner_text())[0].replace(",", ""))


def paths_of(page, folder):
    """What the list exports as text, which must be what it exports as JSON."""
    page.locator("summary", has_text="Export").click()
    text = saved(page, "Text, one per line", folder).read_text(encoding="utf-8")
    rows = json.loads(saved(page, "JSON", folder).read_text(encoding="utf-8"))
    assert text == "".join(f"{row['path']}\n" for row in rows)
    return text.splitlines()


def test_without_scripts(visit, tmp_path):
    page = visit("Member", java_script_enabled=False)
    open_menu(page, "Datasets")
    filters = page.get_by_role("group", name="Filters")
    filters.get_by_role("checkbox", name=CAMPAIGN).check()
    filters.get_by_role("button", name="Apply filters").click()
    in_campaign = count(page)
    page.get_by_label(SEARCH).fill(WANTED)
    page.get_by_role("button", name="Show", exact=True).click()
    assert filters.get_by_role("checkbox", name=CAMPAIGN).is_checked()  # the filter survives the text
    assert 0 < count(page) < in_campaign
    paths = paths_of(page, tmp_path)
    assert len(paths) == count(page)
    assert all(f"/{CAMPAIGN}/" in path and "/e0026/" in path and "/mixed" in path for path in paths)

    page.get_by_role("table").get_by_role("link", name="…/").first.click()
    assert page.locator(".path").first.inner_text() == paths[0]
    held = page.get_by_role("table", name="Collections that hold it").get_by_role("link").first
    name = held.inner_text()
    held.click()
    assert page.locator("h1").inner_text().startswith(name)
    assert page.locator(".path").first.inner_text().endswith(f"/{name}")

    page.locator("summary", has_text="Input list").click()
    listed = saved(page, f"Download {name}.txt", tmp_path).read_text(encoding="utf-8").splitlines()
    assert paths[0] in listed
    page.locator(".figures").get_by_role("link", name="datasets").click()
    assert count(page) == len(listed)
    assert paths_of(page, tmp_path) == listed


def test_filters_by_script_and_back(visit, site):
    page = visit("Member")
    open_menu(page, "Datasets")
    everything = count(page)
    page.get_by_role("group", name="Filters").get_by_role("checkbox", name=CAMPAIGN).check()
    expect(page.get_by_role("link", name=f"campaign {CAMPAIGN}")).to_be_visible()
    in_campaign = count(page)
    assert in_campaign < everything
    search_list(page, SEARCH, WANTED)
    found = count(page)
    assert 0 < found < in_campaign
    row = page.get_by_role("table").get_by_role("link", name="…/").first
    end = row.inner_text().removeprefix("…")
    row.click()
    expect(page.locator(".path").first).to_contain_text(end)

    page.go_back()
    expect(page.locator("h1")).to_have_text(f"{found:,} datasets")
    expect(page.get_by_label(SEARCH)).to_have_value(WANTED)
    assert page.get_by_role("navigation", name="Portal").count() == 1  # a whole page, not the fragment
    page.go_back()
    page.wait_for_url(lambda url: "q=" not in url or "q=&" in url)
    expect(page.locator("h1")).to_have_text(f"{in_campaign:,} datasets")
    assert page.get_by_role("group", name="Filters").get_by_role("checkbox", name=CAMPAIGN).is_checked()
    page.go_forward()
    expect(page.locator("h1")).to_have_text(f"{found:,} datasets")
    expect(page.get_by_label(SEARCH)).to_have_value(WANTED)


def test_order_and_text_follow_the_filters(visit):
    page = visit("Member")
    open_menu(page, "Datasets")
    filters = page.get_by_role("group", name="Filters")
    page.get_by_role("columnheader", name="Events").get_by_role("link").click()
    page.wait_for_url("**sort=events*")
    search_list(page, SEARCH, WANTED)
    assert "sort=events" in page.url
    page.get_by_role("link", name=f"text {WANTED}").click()
    expect(page.get_by_label(SEARCH)).to_have_value("")
    filters.get_by_role("checkbox", name=CAMPAIGN).check()
    expect(page.get_by_role("link", name=f"campaign {CAMPAIGN}")).to_be_visible()
    assert page.url.endswith(f"?sort=events&campaign={CAMPAIGN}")


def test_copying_and_the_keys(visit, site):
    page = visit("Member")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(f"{site.url}/datasets/")
    page.get_by_role("table").get_by_role("link", name="…/").first.click()
    path = page.locator(".path").first.inner_text()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == path

    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(path)
    page.get_by_role("option").filter(has_text=path.split("/")[-1]).first.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(path)
    page.keyboard.press("Enter")  # a pasted path opens its page
    expect(page.locator(".path").first).to_have_text(path)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_role("row", name="Datasets")).to_contain_text("g d")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("collections")
    page.get_by_role("option", name="Collections", exact=True).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/collections/")
