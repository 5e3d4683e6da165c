"""The search for datasets: exact counts, literal text, one path per line, nothing that is not to be seen."""

import csv
import re
from io import BytesIO, StringIO
from urllib.parse import quote

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from portal.listing import Context
from portal.listing.query import read_query
from tests.datasets.conftest import mc

RELEASE = "release-06-01-08/DB{tag:08}"
ODD = (
    "/belle/MC/release-06-01-08/DB00002647/MC15rdXb/prod00027811/s00/e0026/4S/r01040/ddbar/mdst",
    "/belle/MC/release-06-01-08/DB00002647/MC15rd.b/prod00027811/s00/e0026/4S/%r/ddbar/mdst",
    "/belle/user/kim/my_sample",
    "/belle/group/physics/EWP/a%b",
)
SAMPLE = (
    *(
        f"/belle/MC/release-06-01-0{number % 3}/DB0000264{number % 2}/{campaign}/prod0000000{number % 4}/s00"
        f"/e00{10 + number % 3}/{energy}/r0{1000 + number}/{kind}{code}/{level}"
        for number, (campaign, energy, kind, code, level) in enumerate(
            (campaign, energy, kind, code, level)
            for campaign in ("MC15rd_b", "MC16rd_proc16")
            for energy in ("4S", "10810")
            for kind in ("uubar", "1110021000")
            for code, level in (("", "mdst"), ("/14120601", "udst"))
        )
    ),
    *(
        f"/belle/Data/release-05-01-22/DB00001627/proc12/prod00017734/e0008/4S/r0{run}/hadron/mdst"
        for run in range(1976, 1984)
    ),
    "/belle/MC/release-00-08-00/DB00000208/MC8/prod00000972/s00/e0000/4S/r00000/ccbar",
    *ODD,
)
FACETS = (
    *("data_class", "campaign", "event_type", "experiment", "energy", "general_skim", "skim_code", "data_level"),
    *("release", "global_tag", "state"),
)


def matches(text, path):
    """Whether every word of `text` occurs, with * and ? as wildcards: the rule, in another way."""
    words = ("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in word) for word in text.split())
    return all(re.search(word, path, re.IGNORECASE) for word in words)


def word(value):
    """A value as a filter names it."""
    return "(none)" if value in (None, "") else str(value)


def asked(user, params):
    today = timezone.localdate()
    listing = DatasetsListing()
    return listing, read_query(listing, Context(user, today, today), params)


def test_counts_are_what_one_finds_by_looking(personas, datasets):
    rows = datasets(*SAMPLE)
    for number, row in enumerate(rows):
        row.state = ("good", "good", "good", "withdrawn")[number % 4]
        row.save()
    values = {name: sorted({word(getattr(row, name)) for row in rows}) for name in FACETS}
    member = personas["member"]
    words = st.sampled_from(["", "MC15rd_b", "mdst", "uubar mdst", "/4S/", "r0101?", "MC1*r010", "%", "_", "nowhere"])
    chosen = st.fixed_dictionaries(
        {}, optional={name: st.lists(st.sampled_from(found), min_size=1, max_size=3) for name, found in values.items()}
    )
    runs = st.fixed_dictionaries({}, optional={"run_from": st.integers(900, 2000), "run_to": st.integers(900, 2000)})

    def kept(row, filters, bounds, text, without=""):
        return (
            all(word(getattr(row, name)) in wanted for name, wanted in filters.items() if name != without)
            and ("run_from" not in bounds or (row.run_low is not None and row.run_high >= bounds["run_from"]))
            and ("run_to" not in bounds or (row.run_low is not None and row.run_low <= bounds["run_to"]))
            and matches(text, row.path)
        )

    @given(chosen, runs, words)
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def check(filters, bounds, text):
        params = QueryDict(mutable=True)
        for name, wanted in filters.items():
            params.setlist(name, wanted)
        if bounds.get("run_from", 0) > bounds.get("run_to", 9999):
            bounds = {"run_from": bounds["run_to"], "run_to": bounds["run_from"]}
        params.update({"q": text} | {name: str(value) for name, value in bounds.items()})
        listing, query = asked(member, params)
        found = [row.path for row in rows if kept(row, filters, bounds, text)]
        assert [row["path"] for row in listing.rows(query, query.shown)] == sorted(found)
        assert listing.total(query) == len(found)
        for name in FACETS:
            counted: dict[str, int] = {}
            for value, count in listing.facet(query, listing.by_name[name]):
                counted[word(value)] = counted.get(word(value), 0) + count
            expected: dict[str, int] = {}
            for row in rows:
                if kept(row, filters, bounds, text, without=name):
                    value = word(getattr(row, name))
                    expected[value] = expected.get(value, 0) + 1
            assert counted == expected, name

    check()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MC15rd_b", [mc()]),  # the underscore is no wildcard
        ("a%b", [ODD[3]]),
        ("%", [ODD[1], ODD[3]]),
        ("MC15rd?b", sorted([mc(), *ODD[:2]])),
        ("MC15*r0104*mdst", sorted([mc(), ODD[0]])),
        ("mc15RD_B", [mc()]),
        ("/ddbar/", sorted([mc(), *ODD[:2]])),
        ("/belle/user", [ODD[2]]),
        ("ddbar r01040", sorted([mc(), ODD[0]])),
        ("\\", []),
        ("'; DROP TABLE datasets_dataset; --", []),
    ],
)
def test_text_is_literal_but_for_its_wildcards(member, datasets, text, found):
    datasets(mc(), *ODD)
    answer = member.get("/api/v1/datasets/", {"q": text}).json()
    assert [row["path"] for row in answer["results"]] == found
    assert answer["count"] == len(found)


def test_the_text_export_is_one_path_per_line_and_nothing_else(member, datasets):
    datasets(*SAMPLE)
    answer = member.get("/datasets/", {"campaign": "MC15rd_b", "format": "txt"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="datasets.txt"'
    expected = sorted(path for path in SAMPLE if "/MC15rd_b/" in path)
    assert b"".join(answer.streaming_content).decode() == "".join(f"{path}\n" for path in expected)
    none = member.get("/datasets/", {"campaign": "MC99", "format": "txt"})
    assert b"".join(none.streaming_content) == b""


def test_the_text_export_is_whole_beyond_a_page_and_a_chunk(member, datasets):
    paths = [mc(run=run) for run in range(1, 2602)]
    datasets(*paths)
    answer = member.get("/datasets/?format=txt&page=3")
    assert b"".join(answer.streaming_content).decode().splitlines() == paths


def test_spreadsheets_get_the_shown_columns_and_no_formulas(member, datasets):
    [dataset] = datasets(mc())
    Dataset.objects.filter(pk=dataset.pk).update(
        scope="=HYPERLINK(0)", event_type="@SUM(1)", release="-2+3", energy="+1"
    )
    query = "col=path&col=scope&col=event_type&col=release&col=energy&col=run_low"
    expected = [
        ["path", "scope", "event_type", "release", "energy", "run_low"],
        [mc(), "'=HYPERLINK(0)", "'@SUM(1)", "'-2+3", "'+1", "1040"],
    ]
    text = b"".join(member.get(f"/datasets/?{query}&format=csv").streaming_content).decode()
    assert list(csv.reader(StringIO(text))) == expected
    sheet = openpyxl.load_workbook(BytesIO(member.get(f"/datasets/?{query}&format=xlsx").content)).active
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == expected


def test_a_hidden_column_shows_when_asked_and_the_path_always(member, datasets):
    datasets(mc())
    plain = member.get("/datasets/").content.decode()
    assert "sort-global_tag" not in plain
    assert "sort-events" in plain
    chosen = member.get("/datasets/?col=global_tag&col=scope").content.decode()
    assert re.findall(r'id="sort-(\w+)"', chosen) == ["path", "global_tag", "scope"]
    row = member.get("/api/v1/datasets/?col=global_tag").json()["results"][0]
    assert sorted(row) == ["global_tag", "id", "path", "url"]


def test_the_url_is_the_state(member, datasets):
    datasets(*SAMPLE)
    url = "/datasets/?q=MC15&event_type=uubar&energy=4S&sort=-run&col=path&col=run"
    page = member.get(url).content.decode()
    assert '<input type="search" name="q" id="list-q" value="MC15"' in page
    assert re.findall(r'name="(\w+)" value="([^"]+)" checked', page) == [
        *(("col", "path"), ("col", "run")),
        *(("event_type", "uubar"), ("energy", "4S")),
    ]
    for name, value in (("sort", "-run"), ("col", "path"), ("col", "run")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_back_and_forward_show_whole_pages(member, datasets):
    datasets(mc())
    part = member.get("/datasets/", headers={"HX-Request": "true"}).content.decode()
    whole = member.get("/datasets/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" not in part.lower()
    assert "<!doctype html>" in whole.content.decode().lower()
    assert "HX-Request" in whole.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour=red", "colour: this list has no such filter"),
        ("experiment=abc", "experiment: "),
        ("state=nix", "state: "),
        ("collection=1.5", "collection: "),
        ("collection=x", "collection: "),
        ("sort=secret", "sort: there is no column"),
        ("col=secret", "col: there is no column"),
        ("page=0", "page: "),
        ("page=two", "page: "),
        ("run_from=-1e999999999", "run_from: "),
        ("format=exe", "format: "),
    ],
)
def test_what_cannot_be_read_is_refused_and_never_looks_empty(member, datasets, query, words):
    datasets(mc())
    page = member.get(f"/datasets/?{query}")
    assert page.status_code == 400
    assert words in page.content.decode().replace("&#x27;", "'").lower()
    assert "no datasets" not in page.content.decode().lower()
    if "format" not in query:
        answer = member.get(f"/api/v1/datasets/?{query}")
        assert answer.status_code == 400
        assert any(words in message for message in answer.json()["detail"])


def test_nothing_yet_and_nothing_found_are_two_things(member, datasets):
    empty = member.get("/datasets/").content.decode()
    assert "No datasets yet" in empty
    assert "The production manager can import a list of paths." in empty
    datasets(mc())
    none = member.get("/datasets/?q=nowhere&campaign=MC15rd_b").content.decode()
    assert "No datasets match" in none
    assert "Read as: text nowhere and campaign MC15rd_b." in none
    assert 'href="?"' in none  # clear all filters
    beyond = member.get("/datasets/?page=9").content.decode()
    assert "There is no such page" in beyond


def test_hostile_text_is_shown_as_text(member, datasets):
    datasets("/belle/user/kim/<script>alert(1)<")
    for url in ("/datasets/?q=script", f"/datasets/?q={quote('<script>alert(2)</script>')}"):
        page = member.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_button_to_import_is_for_those_who_may(as_persona, datasets):
    datasets(mc())
    shown = {
        persona: b"Import datasets" in as_persona(persona).get("/datasets/").content
        for persona in ("member", "manager")
    }
    assert shown == {"member": False, "manager": True}


@pytest.mark.parametrize("address", ["/datasets/", "/api/v1/datasets/", "/datasets/?format=txt"])
def test_who_may_search(as_persona, datasets, address):
    datasets(mc())
    found = {
        persona: as_persona(persona).get(address).status_code
        for persona in ("outsider", "applicant", "member", "delegate", "liaison", "manager", "secretary")
    }
    outside = 403 if "api" in address else 302
    allowed = dict.fromkeys(("member", "delegate", "liaison", "manager", "secretary"), 200)
    assert found == {"outsider": outside, "applicant": 403, **allowed}


@pytest.mark.parametrize("address", ["/datasets/?campaign=MC15rd_b", "/api/v1/datasets/?campaign=MC15rd_b"])
def test_more_rows_take_no_more_queries(member, datasets, address):
    counts = []
    for runs in ([1], [2, 3]):
        datasets(*(mc(run) for run in runs))
        cache.clear()
        for _ in ("first reader", "next reader"):
            with CaptureQueriesContext(connection) as queries:
                assert member.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert counts[1] <= 6
