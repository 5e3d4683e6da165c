"""The page of a list: paging edges, empty states, the day, fragments."""

from datetime import date

import pytest

from datasets.catalogue.models import Dataset
from portal.periods import Period
from portal.testing.data_rows import dataset
from portal.testing.personas import make_person

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def hundred(personas):
    Dataset.objects.bulk_create([Dataset(path=f"/belle/user/x/{n:04}", data_class="user") for n in range(101)])


def page(client, address, **headers):
    return client.get(address, **headers).context["page"]


@pytest.mark.parametrize(
    ("number", "first", "last", "numbers"), [(1, 1, 50, [1, 2, 3]), (2, 51, 100, [1, 2, 3]), (3, 101, 101, [1, 2, 3])]
)
def test_pages_divide_the_list_without_a_gap(hundred, as_persona, number, first, last, numbers):
    pager = page(as_persona("member"), f"/datasets/?page={number}")["pager"]
    assert (pager["first"], pager["last"], pager["total"]) == (first, last, 101)
    assert [item["number"] for item in pager["pages"]] == numbers
    assert bool(pager["prev_url"]) == (number > 1)
    assert bool(pager["next_url"]) == (number < 3)


@pytest.mark.parametrize("asked", ["page=4", "page=4&q=belle"])
def test_beyond_the_last_page_leads_back(hundred, as_persona, asked):
    shown = page(as_persona("member"), f"/datasets/?{asked}")
    assert shown["empty"].title == "There is no such page"
    assert shown["empty"].action_url == ("?q=belle" if "q=" in asked else "?")
    assert shown["count"] == 101


def test_nothing_yet_and_nothing_matches_are_told_apart(personas, as_persona):
    client = as_persona("member")
    assert page(client, "/datasets/")["empty"].kind == "nothing"
    dataset()
    empty = page(client, "/datasets/?q=zzz&campaign=MC1")["empty"]
    assert (empty.kind, empty.title, empty.action_url) == ("no_match", "No datasets match", "?")
    assert "text zzz and campaign MC1" in empty.text


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        (HTMX, False),
        ({**HTMX, "HTTP_HX_BOOSTED": "true"}, True),
        ({**HTMX, "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}, True),
    ],
)
def test_htmx_gets_the_results_alone_but_never_for_links_or_the_back_button(personas, as_persona, headers, whole):
    dataset()
    answer = as_persona("member").get("/datasets/", **headers)
    assert ("<html" in answer.content.decode()) == whole
    assert "prod00000000" in answer.content.decode()
    vary = {name.strip() for name in answer["Vary"].split(",")}
    assert vary >= {"HX-Request", "HX-Boosted", "HX-History-Restore-Request", "Cookie"}


@pytest.mark.parametrize(
    ("day", "there"),
    [("2024-02-28", False), ("2024-02-29", True), ("2024-03-31", True), ("2024-04-01", False)],
)
def test_the_day_decides_who_is_a_member(personas, as_persona, day, there):
    make_person("Leap", "Day", personas.institute, Period(date(2024, 2, 29), date(2024, 4, 1)))
    client = as_persona("administrator")
    found = client.get("/api/v1/people/", {"q": "leap", "as_of": day, "status": ["active", "expiring"]}).json()
    assert found["count"] == int(there)
    shown = page(client, f"/people/?as_of={day}&q=leap&status=active&status=expiring&sort=full_name")
    assert (shown["count"], shown["as_of"]["words"]) == (int(there), day)
    assert set(shown["as_of"]["hidden"]) == {
        ("q", "leap"), ("status", "active"), ("status", "expiring"), ("sort", "full_name"),
    }  # fmt: skip
    assert "as_of" not in shown["as_of"]["today_url"]


@pytest.mark.parametrize(
    "day", ["2023-02-29", "today", "20240229", "2024-W09-4", "1899-12-31", "2200-01-01", "0001-01-01"]
)
def test_a_day_that_cannot_be_read_is_refused_on_page_and_in_api(personas, as_persona, day):
    client = as_persona("administrator")
    answer = client.get(f"/people/?as_of={day}")
    assert answer.status_code == 400
    assert "As of:" in answer.content.decode()
    assert client.get("/api/v1/people/", {"as_of": day}).status_code == 400


def test_the_outsider_is_led_to_the_sign_in_and_the_applicant_told_why(personas, as_persona):
    answer = as_persona("outsider").get("/people/?q=a b")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/people/%3Fq%3Da%2520b")
    refused = as_persona("applicant").get("/people/")
    assert refused.status_code == 403
    words = "active members, the membership office or administrators may see the people"
    assert words in " ".join(refused.content.decode().split())


def test_what_came_from_the_record_is_escaped(personas, as_persona):
    make_person("<script>alert(1)</script>", "Evil", personas.institute)
    text = as_persona("member").get("/people/?q=evil").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
