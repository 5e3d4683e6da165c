"""A part that is slow or down says so; the rest of the page works, and nobody takes it for an empty answer."""

from contextlib import contextmanager
from urllib.error import URLError

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.detail import Cell, Detail, Fact, Facts, Rows, Shown, Table, Template
from portal.faults import limited, part, why
from portal.registry import Card, registry
from portal.testing.data_rows import campaign, collection, dataset

LIMIT = 0.2


@contextmanager
def held(table):
    """Somebody else holds the table: whoever reads it waits until the database stops the statement."""
    other = connection.get_new_connection(connection.get_connection_params())
    other.autocommit = False
    try:
        other.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
        yield
    finally:
        other.rollback()
        other.close()


@pytest.fixture
def short(settings, transactional_db):
    """A site whose statements may take no time, without a transaction around the request, as in production."""
    settings.PORTAL_SEARCH_SECONDS = LIMIT
    return settings


def timeout():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def test_a_limit_holds_within_and_not_after(short):
    before = timeout()
    with limited():
        assert timeout() == "200ms"
        with limited(0.05):
            assert timeout() == "50ms"
        assert timeout() == "200ms"
        with pytest.raises(OperationalError) as stopped, connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
    assert why(stopped.value) == "The database took too long to answer and was stopped."
    assert timeout() == before
    short.PORTAL_SEARCH_SECONDS = 0
    with limited():
        assert timeout() == before


def _unreachable(obj, shown):
    raise URLError("refused")


def _slow(obj, shown):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    return {"kind": "html"}


def _gone(obj, shown):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return {"kind": "html"}


class Page(Detail):
    """A page of which half is down."""

    name = "page"
    left = (
        Facts("Whole", Fact("name", "Name")),
        Template("Service", "", _unreachable),
        Template("Slow", "", _slow),
        Template("Gone", "", _gone),
        Table("After", lambda obj, shown: type(obj).objects.all(), Cell("Name", lambda row: row.name, primary=True)),
    )


def test_each_panel_fails_by_itself(short):
    obj = campaign()
    with limited():
        made = Page().panels(Page.left, obj, Shown(None, timezone.localdate()))
    assert [(panel["title"], panel["kind"], panel.get("text", "")) for panel in made] == [
        ("Whole", "facts", ""),
        ("Service", "failed", "A service that this part asks does not answer."),
        ("Slow", "failed", "The database took too long to answer and was stopped."),
        ("Gone", "failed", "The database does not answer."),
        ("After", "table", ""),
    ]
    assert len(made[-1]["rows"]) == 1


def test_a_mistake_of_ours_is_no_fault():
    with pytest.raises(KeyError):
        part("x", lambda: {}["missing"], lambda words: words)


def test_rows_that_are_read_together_fail_apart(short):
    obj = campaign()
    model = type(obj)
    people = Rows(lambda key, on: model.objects.filter(pk=key).values("name"))
    held_rows = Rows(lambda key, on: type(dataset_row).objects.filter(pk=key).values("path"))
    dataset_row = dataset(1)

    class Two(Detail):
        name = "two"
        left = (
            Table("Fine", people, Cell("Name", lambda row: row["name"], primary=True)),
            Table("Held", held_rows, Cell("Path", lambda row: row["path"], primary=True)),
        )

    page, shown = Two(), Shown(None, timezone.localdate())
    with held("datasets_dataset"), limited():
        page.gather(obj, shown)
        made = page.panels(page.left, obj, shown)
    assert [(panel["title"], panel["kind"]) for panel in made] == [("Fine", "table"), ("Held", "failed")]


def test_the_page_of_a_collection_without_the_table_of_datasets(short, as_persona):
    made = collection("published", 1, [dataset(1)])
    with held("datasets_dataset"):
        answer = as_persona("member").get(made.get_absolute_url())
    assert answer.status_code == 200
    kinds = {panel["title"]: panel["kind"] for panel in answer.context["page"]["facts"]}
    assert kinds["Members"] == "failed"
    assert kinds["Run on it"] == "template"
    page = answer.content.decode()
    assert f"gbasf2 -p {made}" in page
    assert "The database took too long to answer and was stopped. Other parts of this page are not affected." in page
    assert timeout() in ("0", "0ms")


def test_a_page_whose_warnings_cannot_be_asked_for_says_so(short, as_persona):
    made = collection("published", 1, [dataset(1)])
    member = as_persona("member")
    with held("datasets_collectionmatch"), CaptureQueriesContext(connection) as asked:
        answer = member.get(made.get_absolute_url())
    assert answer.status_code == 200
    assert len([query for query in asked if "datasets_collectionmatch" in query["sql"]]) == 1  # nobody waits twice
    assert "Whether there are warnings to read first is not known. The database took too" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_list_that_takes_too_long_failed_and_is_not_empty(short, as_persona, headers):
    dataset(1)
    member = as_persona("member")
    with held("datasets_dataset"):
        answer = member.get("/datasets/", {"q": "mdst"}, headers=headers)
        assert answer.status_code == 503
        page = answer.content.decode()
        assert "The search failed" in page
        assert "This says nothing about how many datasets there are" in page
        assert "No datasets match" not in page
        api = member.get("/api/v1/datasets/", {"q": "mdst"})
        assert (api.status_code, api["Retry-After"]) == (503, "10")
        assert api.json() == {"detail": "The database took too long to answer and was stopped."}
    assert member.get("/datasets/", {"q": "mdst"}).context["page"]["count"] == 1


def test_the_search_goes_on_in_the_other_lists(short, as_persona):
    dataset(1)
    made = campaign("mdst_campaign")
    member = as_persona("member")
    with held("datasets_dataset"):
        answer = member.get("/search/", {"q": "mdst"})
        palette = member.get("/search/palette", {"q": "mdst"})
    assert answer.status_code == 503
    by_label = {hits.label: hits for hits in answer.context["found"]}
    assert by_label["Datasets"].failed
    assert [hit.url for hit in by_label["Campaigns"].items] == [made.get_absolute_url()]
    assert "Nothing matches" not in answer.content.decode()
    assert "This list could not be searched" in palette.content.decode()
    assert made.get_absolute_url() in palette.content.decode()


def test_a_name_that_cannot_be_looked_up_is_a_failure(short, as_persona):
    row = dataset(1)
    with held("datasets_dataset"):
        answer = as_persona("member").get("/search/", {"q": row.path})
    assert answer.status_code == 503
    assert "The search failed" in answer.content.decode()


def test_a_card_fails_by_itself(short, as_persona):
    collection("published", 1)
    broken = Card("weather-report", 1, "home/_rows.html", lambda request: _unreachable(None, None))
    member = as_persona("member")
    registry.cards.add(broken)
    try:
        with held("datasets_collection"):
            answer = member.get("/")
    finally:
        registry.cards._items.remove(broken)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h2>Weather report</h2>" in page
    assert "A service that this part asks does not answer. Other parts of this page are not affected." in page
    failed = {card["key"] for card in answer.context["cards"] if "words" in card}
    assert failed == {"weather-report", "collections"}


def test_a_search_for_anything_is_answered_at_once_from_the_cells(short, as_persona):
    for number in range(3):
        dataset(number)
    member = as_persona("member")
    for text in ("*", "?*", "* *"):
        answer = member.get("/datasets/", {"q": text})
        assert (answer.status_code, answer.context["page"]["count"]) == (200, 3)
    query = answer.context["page"]
    assert query["pills"][0].value == "*"
