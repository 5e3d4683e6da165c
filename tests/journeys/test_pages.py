"""Every page of the journeys: axe finds nothing, and nothing is wider than its window, at a desk and on a phone."""

import re

import pytest

from portal.testing.browser import OF_COLOUR, PHONE, RULES, findings, sticks_out

pytestmark = pytest.mark.needs("chromium")
REPEATED = "tbody tr:nth-child(n + 16)"
"""Rows of a long table: the first fifteen speak for them."""
PAGES = {
    "": ("/", "/sign-in/", "/join/", "/account/password/reset/", "/people/"),
    "Member": (
        "/people/",
        "/institutes/",
        "/groups/",
        "/authors/",
        "/author-lists/",
        "/author-lists/1/",
        "/datasets/",
        "/collections/",
        "/campaigns/",
        "/skims/",
        "/globaltags/",
        "/requests/",
        "/decay-files/",
        "/people/{people}/",
        "/people/{people}/?tab=history",
        "/institutes/{institutes}/",
        "/groups/{groups}/",
        "/datasets/{datasets}/",
        "/collections/{collections}/",
        "/campaigns/{campaigns}/",
        "/skims/{skims}/",
        "/globaltags/{globaltags}/",
        "/requests/{requests}/",
        "/decay-files/{decay-files}/",
        "/search/?q=mix",
        "/datasets/?q=nothing-is-called-like-this",
        "/nowhere/",
        "/imports/new/people/",  # not for members
    ),
    "Institute delegate": ("/", "/approvals/?state=waiting", "/approvals/{approvals}/", "/account/security/"),
    "EWP liaison": ("/requests/new/", "/decay-files/new/", "/requests/?own=True&state=returned"),
    "Publication secretary": ("/authors/export/", "/author-lists/2/"),
    "Administrator": ("/operations/", "/imports/new/people/", "/imports/new/datasets/", "/account/security/"),
}
FIRST = {
    "Institute delegate": ("approvals",),
    "Member": (
        *("people", "institutes", "groups", "datasets", "collections", "campaigns", "skims", "globaltags"),
        *("requests", "decay-files"),
    ),
}


def first_keys(page, site, lists):
    """The key of the first row of each list."""
    found = {}
    for name in lists:
        page.goto(f"{site.url}/{name}/")
        address = page.locator("#results tbody").get_by_role("link").first.get_attribute("href")
        found[name] = re.search(r"/(\d+)/", address)[1]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("persona", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(visit, site, persona):
    page = visit(persona)
    keys = first_keys(page, site, FIRST.get(persona, ()))
    found = []
    for address in PAGES[persona]:
        page.goto(site.url + address.format_map(keys))
        for size in ({"width": 1440, "height": 900}, PHONE["viewport"]):
            page.set_viewport_size(size)
            for theme, rules in (("light", RULES), ("dark", OF_COLOUR)):
                page.emulate_media(color_scheme=theme)
                found += [f"{size['width']} px, {theme}: {words}" for words in findings(page, rules, REPEATED)]
            if sticks_out(page):
                found.append(f"{size['width']} px: {page.url} is wider than the window")
    assert not found, "\n".join(found)
