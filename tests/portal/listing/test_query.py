"""What a URL may ask of a list, and what it may not."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from datasets.catalogue.listing import DatasetsListing
from liaisons.requests.listing import RequestsListing
from portal.listing import Context, QueryError
from portal.listing.query import read_query

PAGE, API = "datasets", "api-datasets-list"


def read(user, text, listing=DatasetsListing):
    today = timezone.localdate()
    return read_query(listing(), Context(user, today, today), QueryDict(text))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("colour=red", "colour: this list has no such filter"),
        ("run_from=300&run_to=200", "run_from: 300 is more than 200"),
        (
            "missing_since_from=2026-02-01&missing_since_to=2026-01-31",
            "missing_since_from: 2026-02-01 is more than 2026-01-31",
        ),
        ("sort=colour", "sort: there is no column 'colour' to sort by"),
        ("sort=--path", "sort: there is no column '-path' to sort by"),
        ("col=colour", "col: there is no column 'colour'"),
        ("page=0", "page: '0' is not a page number"),
        ("page=-1", "page: '-1' is not a page number"),
        ("page=two", "page: 'two' is not a page number"),
        ("page=1000001", "page: '1000001' is not a page number"),
        ("state=lost", "state: Select a valid choice. lost is not one of the available choices."),
        ("experiment=twelve", "experiment: Select a valid choice. twelve is not one of the available choices."),
        ("campaign=%00", "campaign: Select a valid choice. \x00 is not one of the available choices."),
        ("run_from=many", "run_from: Enter a number."),
        ("q=" + "x" * 501, "q: the text is longer than 500 characters or holds control characters"),
        ("q=%00", "q: the text is longer than 500 characters or holds control characters"),
    ],
)
def test_what_the_list_does_not_have_is_refused_by_name(personas, as_persona, asked, words):
    with pytest.raises(QueryError) as refusal:
        read(personas["member"], asked)
    assert refusal.value.messages == [words]
    client = as_persona("member")
    page = client.get(f"{reverse(PAGE)}?{asked}")
    assert page.status_code == 400
    if "%00" in asked:  # refused before any list reads it
        return
    assert f"This {'text' if asked[0] == 'q' else 'address'} cannot be read" in page.content.decode()
    api = client.get(f"{reverse(API)}?{asked}")
    assert (api.status_code, api.json()) == (400, {"detail": [words]})


def test_every_mistake_is_named(personas):
    with pytest.raises(QueryError) as refusal:
        read(personas["member"], "colour=red&sort=shape&page=x")
    assert len(refusal.value.messages) == 3


def test_what_the_viewer_may_not_see_can_be_neither_filtered_nor_sorted_nor_chosen(personas):
    assert "own" in {column.name for column in read(personas["liaison"], "own=True", RequestsListing).columns}
    for asked in ("own=True", "sort=own", "col=own"):
        with pytest.raises(QueryError):
            read(personas["member"], asked, RequestsListing)


def test_keys_of_counts_are_equal_for_equal_questions_and_for_no_others(personas):
    user = personas["member"]

    def key(text):
        return read(user, text).key()

    assert key("campaign=a&campaign=b&q=x") == key("q=x&campaign=b&campaign=a&sort=path&page=3")
    different = ["", "q=a", "campaign=a", "q=a&campaign=a", "energy=a", "campaign=a&campaign=b", "campaign=a, b",
                 "campaign=a%27,+%27b", "q=a%7Ccampaign%3D%5B%27a%27%5D", "run_from=1", "run_to=1"]  # fmt: skip
    assert len({key(text) for text in different}) == len(different)


def test_the_url_keeps_what_it_is_not_asked_to_change(personas):
    query = read(personas["member"], "q=x&campaign=a&campaign=b&page=4&sort=-path")
    assert query.url(sort="path") == "?q=x&campaign=a&campaign=b&sort=path"
    assert query.url(campaign=None) == "?q=x&sort=-path"
    assert query.url(page=5) == "?q=x&campaign=a&campaign=b&sort=-path&page=5"
    assert read(personas["member"], "").url() == "?"


def test_the_primary_column_cannot_be_chosen_away(personas):
    assert [column.name for column in read(personas["member"], "col=events").shown] == ["path", "events"]
