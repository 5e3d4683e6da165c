"""Author lists: a published one comes in through the browser, ours goes out and comes in again, a frozen one stays."""

import gzip
import re
from datetime import date

import pytest
from lxml import etree
from playwright.sync_api import expect

from portal.testing.browser import findings
from tests.journeys.site import PATIENCE, as_of, open_menu, saved, search_list

pytestmark = pytest.mark.needs("chromium")
FOAF = "{http://xmlns.com/foaf/0.1/}"
CAL = "{http://inspirehep.net/info/HepNames/tools/authors_xml/}"


def upload(page, file):
    """Send a file to the import of people and wait until a worker has read it."""
    open_menu(page, "People")
    page.get_by_role("link", name="Import people").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Show the plan").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=1000 * PATIENCE)


def apply(page):
    """Agree to the plan and wait until a worker has written it."""
    page.get_by_role("button", name="Apply the plan").click()
    expect(page.get_by_text(re.compile(r"^Written \d"))).to_be_visible(timeout=1000 * PATIENCE)


def figures(page):
    """The counts of a plan or an outcome."""
    terms = page.locator(".figures").get_by_role("term").all_inner_texts()
    values = page.locator(".figures").get_by_role("definition").all_inner_texts()
    return {term: int(value.replace(",", "")) for term, value in zip(terms, values, strict=True)}


def names(xml):
    """The names on papers, in the order of the file."""
    return [element.text for element in etree.fromstring(xml).iter(f"{CAL}authorNamePaper")]


def test_a_published_list_is_imported(visit, shared, tmp_path):
    published = shared / "data" / "authorship" / "real" / "dune_2206.14521.xml.gz"
    page = visit("Administrator")
    broken = tmp_path / "truncated.xml.gz"
    broken.write_bytes(published.read_bytes()[:20_000])
    upload(page, broken)
    assert page.get_by_role("alert").inner_text() == "truncated.xml.gz: The gzip file is cut off: its end is missing."
    assert page.get_by_text("Nothing was written.").count() == 1
    assert page.get_by_role("button", name="Apply the plan").count() == 0

    upload(page, published)
    planned = figures(page)
    assert planned["create"] == 1227 + 216
    assert (planned["conflict"], planned["reject"]) == (0, 0)
    assert planned["problems"] > 0
    assert page.get_by_role("heading", name="Problems").count() == 1
    assert findings(page) == []
    apply(page)
    assert figures(page)["create"] == 1227 + 216

    authors = etree.fromstring(gzip.decompress(published.read_bytes())).iter(f"{FOAF}Person")
    family = next(authors).findtext(f"{FOAF}familyName")
    open_menu(page, "People")
    search_list(page, "Names in any script and order", family)
    row = page.get_by_role("row", name=family).first
    expect(row).to_contain_text("active")
    as_of(page, date(2022, 4, 14))  # the day of the list
    expect(row).to_contain_text("active")
    as_of(page, date(2022, 4, 13))
    page.get_by_role("heading", name="0 people").wait_for()


def test_the_export_is_valid_and_changes_nothing(visit, shared, tmp_path):
    secretary = visit("Publication secretary")
    open_menu(secretary, "Export authors")
    count = int(
        re.match(r"[\d,]+", secretary.get_by_role("link", name=re.compile(r"\d authors$")).inner_text())[0].replace(
            ",", ""
        )
    )
    xml = saved(secretary, "author.xml", tmp_path)
    tex = saved(secretary, "REVTeX", tmp_path).read_text(encoding="ascii")
    assert tex.count(r"\author{") == count
    tree = etree.parse(xml)
    dtd = etree.DTD(str(shared / "data" / "authorship" / "author.dtd"))
    assert dtd.validate(tree), dtd.error_log
    assert sum(1 for _ in tree.iter(f"{FOAF}Person")) == count

    administrator = visit("Administrator")
    upload(administrator, xml)
    planned = figures(administrator)
    assert {action: planned[action] for action in ("create", "update", "conflict", "reject")} == dict.fromkeys(
        ("create", "update", "conflict", "reject"), 0
    )
    assert administrator.get_by_text("There is nothing to write: the record has all of it.").count() == 1


def test_a_frozen_list_stays_when_a_name_changes(visit, tmp_path):
    secretary = visit("Publication secretary")
    open_menu(secretary, "Author lists")
    secretary.get_by_role("row", name="open").get_by_role("link").first.click()
    secretary.get_by_role("button", name="Freeze …").click()
    assert findings(secretary) == []
    secretary.get_by_role("button", name="Freeze", exact=True).click()
    expect(secretary.locator("h1")).to_contain_text("frozen")
    formats = ("author.xml", "REVTeX")
    frozen = [saved(secretary, kind, tmp_path).read_bytes() for kind in formats]

    before = names(frozen[0])[0]
    after = f"{before} the Elder"
    changed = tmp_path / "changed.xml"
    changed.write_bytes(frozen[0].replace(f">{before}<".encode(), f">{after}<".encode(), 1))
    administrator = visit("Administrator")
    upload(administrator, changed)
    assert figures(administrator)["update"] == 1
    apply(administrator)

    secretary.reload()
    assert [saved(secretary, kind, tmp_path).read_bytes() for kind in formats] == frozen
    open_menu(secretary, "Export authors")
    today = names(saved(secretary, "author.xml", tmp_path).read_bytes())
    assert after in today
    assert before not in today
