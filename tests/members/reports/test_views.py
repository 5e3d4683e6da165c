"""The pages of the statistics: each number is what its list shows, on any day, in any country."""

import csv
import io
import re
from datetime import date

import pytest
from lxml import html

from members.memberships.models import Category, Suspension
from portal.periods import Period


@pytest.fixture
def peopled(world):
    """Two affiliations, a guest, a suspended member, a transfer on the leap day, a death, one without category."""
    Category.objects.exclude(code__in=world.categories).delete()
    world.categories["guest"] = Category.objects.create(code="guest", name="guest", order=90, is_member=False)
    leap = date(2024, 2, 29)
    two = world.person("Two", "Places")
    world.member(two, "Sundridge", category="phd-student", position=1)
    world.member(two, "Northgate", category="postdoc", position=0, until=leap)
    world.member(world.person("A", "Guest"), "Northgate", category="guest")
    halted = world.person("Su", "Spended")
    world.member(halted, "Northgate", category="phd-student")
    Suspension.objects.create(person=halted, period=Period(date(2020, 1, 1), None), reason="unpaid")
    mover = world.person("Mo", "Ver")
    world.member(mover, "Sundridge", category="postdoc", until=leap)
    world.member(mover, "Northgate", category="postdoc", since=leap)
    world.member(world.person("De", "Ad", deceased=True, deceased_on=leap), "Sundridge", category="postdoc")
    world.member(world.person("No", "Category"), "Sundridge")
    world.institute("Bare", country="")
    world.member(world.person("No", "Country"), "Bare", category="postdoc")
    world.institutes["Sundridge"].latitude, world.institutes["Sundridge"].longitude = 59.9, 10.7
    world.institutes["Sundridge"].save()
    return world


def count(client, address):
    """How many rows the list at the address has."""
    joint = "&" if "?" in address else "?"
    path, _, rest = address.partition("?")
    answer = client.get(f"/api/v1{path}?{rest}{joint if rest else ''}page_size=1")
    assert answer.status_code == 200, (address, answer.content)
    return answer.json()["count"]


def numbers(client, address):
    """(text, address of the list) of each linked number of a table."""
    page = html.fromstring(client.get(address).content)
    for cell in page.xpath("//td[contains(@class, 'n')]/a"):
        yield int(cell.text_content().replace(",", "")), cell.get("href")


TABLES = ("countries", "regions", "institutes", "years")


@pytest.mark.parametrize("query", ["", "?as_of=2024-02-28", "?as_of=2024-02-29", "?country=JP", "?region=Europe"])
def test_each_number_is_that_of_its_list(peopled, visit, query):
    client, seen = visit("member"), 0
    for name in TABLES:
        for shown, address in numbers(client, f"/reports/{name}/{query}"):
            assert count(client, address) == shown, (name, address)
            seen += shown > 0
    assert seen > 12


def test_growth_counts_what_the_list_of_the_day_has(peopled, visit):
    client = visit("member")
    found = list(numbers(client, "/reports/growth/?as_of=2024-03-01"))
    columns = len(found) // 61  # March 2019 to March 2024
    assert columns * 61 == len(found)
    for shown, address in found[-2 * columns :]:
        assert count(client, address) == shown, address
    for shown, address in list(numbers(client, "/reports/institute-growth/"))[-1:]:
        assert count(client, address) == shown


def test_csv_and_json_have_the_same_columns_and_rows(peopled, visit):
    client = visit("member")
    told = client.get("/reports/countries/?format=json&as_of=2024-02-28").json()
    assert (told["as_of"], told["table"]) == ("2024-02-28", "countries")
    rows = list(
        csv.DictReader(io.StringIO(client.get("/reports/countries/?format=csv&as_of=2024-02-28").content.decode()))
    )
    assert [column["name"] for column in told["columns"]] == list(rows[0])
    assert [{key: str(value) for key, value in row.items()} for row in told["rows"]] == rows
    norway = next(row for row in told["rows"] if row["code"] == "NO")
    assert (norway["name"], norway["institutes"], norway["members"], norway["guests"]) == ("Norway", 1, 6, 0)
    japan = next(row for row in told["rows"] if row["code"] == "JP")
    assert (japan["members"], japan["guests"]) == (4, 1)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("country=ZZ", "country: 'ZZ' is no code"),
        ("region=Atlantis", "region: 'Atlantis' is none of"),
        ("as_of=yesterday", "as of: 'yesterday' is not a day"),
        ("format=xml", "format: 'xml' is none of csv, json"),
    ],
)
def test_what_cannot_be_read_is_named(world, visit, query, words):
    answer = visit("member").get(f"/reports/years/?{query}")
    assert answer.status_code == 400
    assert words.lower() in html.fromstring(answer.content).text_content().lower()


def test_the_overview_draws_everything_and_holds_nothing_inline(peopled, visit):
    answer = visit("member").get("/reports/")
    text = answer.content.decode()
    page = html.fromstring(answer.content)
    assert len(page.xpath("//main//figure")) == 6
    assert len(page.xpath("//figure[contains(@class, 'world')]//circle")) == 1
    assert "2 of 3 institutes have no place on record" in text
    assert "Japan (1)" in text
    assert not re.search(r"\sstyle\s*=", text)
    for address in page.xpath("//main//figure//p/a/@href"):
        assert visit("member").get(address).status_code == 200


@pytest.mark.parametrize("query", ["", "?as_of=2024-02-29", "?country=JP"])
def test_the_figures_and_bars_of_the_overview_link_to_their_lists(peopled, visit, query):
    client = visit("member")
    page = html.fromstring(client.get(f"/reports/{query}").content)
    figures = page.xpath("//dl[@class='figures']//dd/a")
    assert len(figures) == 4
    for link in [*figures[:3], *page.xpath("//svg[@class='bars']//a")]:
        assert count(client, link.get("href")) == int(link.text_content()), link.get("href")
    assert "/reports/countries/" in figures[3].get("href")


def test_an_empty_record_has_pages(world, visit):
    client = visit("office")
    assert client.get("/reports/?as_of=1950-01-01").status_code == 200
    assert "Nothing is on record" in client.get("/reports/years/?as_of=1950-01-01").content.decode()
    assert client.get("/reports/nothing/").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("applicant", 403), ("", 302), ("member", 200), ("office", 200)])
def test_who_may_see_it(world, visit, who, status):
    for address in ("/reports/", "/reports/years/", "/reports/years/?format=json"):
        assert visit(who).get(address).status_code == status


def test_the_list_of_people_names_a_year_that_cannot_be_read(world, visit):
    answer = visit("member").get("/people/?joined=last")
    assert answer.status_code == 400
    assert "write a year" in answer.content.decode()
