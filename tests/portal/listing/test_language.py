"""The text of a list: words, fields, exclusion, alternatives, ranges; read the same way everywhere, and shown."""

import fnmatch
import json
from urllib.parse import parse_qs, urlencode, urlsplit

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
from datasets.collections.listing import CollectionsListing
from datasets.collections.models import Collection
from portal.listing import Context, QueryError
from portal.listing.query import read_query

PATH = "/belle/MC/release-06/{campaign}/{kind}/e{exp:04}/r{run:05}"


@pytest.fixture
def rows(db):
    """Datasets that differ in what is asked below, with names that hold the signs of patterns."""
    made = []
    for number in range(48):
        levels = {
            "campaign": ("MC15rd_b", "MC15rdXb", "MC16rd_proc16", "")[number % 4],
            "event_type": ("uubar", "mixed", "1110021000")[number % 3],
            "exp": (7, 12, 26)[number % 3],
            "run": number * 10,
        }
        run = levels.pop("run")
        path = PATH.format(campaign=levels["campaign"], kind=levels["event_type"], exp=levels["exp"], run=run)
        run = None if run % 70 == 60 else run  # as in an area of a user, or for a placeholder
        made.append(
            Dataset(
                path=f"{path}/100%_{number}", data_class="MC", run_low=run, run_high=None if run is None else run + 4,
                experiment=levels.pop("exp"), events=None if number % 5 == 0 else number * 1000, **levels,
                state=("good", "good", "withdrawn")[number % 3],
                global_tag=(3307, 2100, None)[number % 3], production=45483 if number % 4 else None,
            )
        )  # fmt: skip
    Dataset.objects.bulk_create(made)
    return list(Dataset.objects.all())


def asked(user, text="", **more):
    today = timezone.localdate()
    params = QueryDict(urlencode({"q": text, **more}, doseq=True))
    return read_query(DatasetsListing(), Context(user, today, today), params)


def found(query):
    return {row["pk"] for row in query.listing.rows(query, query.columns)}


def has(word):
    return lambda row: fnmatch.fnmatchcase(row.path.lower(), f"*{word.lower()}*")


CONDITIONS = {
    "uubar": has("uubar"),
    "UUBAR": has("uubar"),
    "-uubar": lambda row: not has("uubar")(row),
    "!mixed": lambda row: "mixed" not in row.path,
    "mc15rd_b": has("mc15rd_b"),
    "100%": has("100%"),
    "%": has("%"),
    "r00?10": has("r00?10"),
    "e00*r0": has("e00*r0"),
    "*": lambda row: True,
    "?*": lambda row: True,
    "-*": lambda row: False,
    "campaign:MC15rd_b": lambda row: row.campaign == "MC15rd_b",
    "campaign:MC15rd_b,MC16rd_proc16": lambda row: row.campaign in ("MC15rd_b", "MC16rd_proc16"),
    "campaign:mc15*": lambda row: row.campaign.startswith("MC15"),
    "campaign:MC15rd?b": lambda row: row.campaign in ("MC15rd_b", "MC15rdXb"),
    'campaign:"MC15rd?b"': lambda row: False,
    "!campaign:MC15rd_b": lambda row: row.campaign != "MC15rd_b",
    "-campaign:MC15rd_b,MC15rdXb": lambda row: row.campaign not in ("MC15rd_b", "MC15rdXb"),
    "campaign:(none)": lambda row: row.campaign == "",
    "type:mixed,(none)": lambda row: row.event_type == "mixed",
    "type:MIXED,UuBar": lambda row: row.event_type in ("mixed", "uubar"),
    'type:"MIXED"': lambda row: False,
    "!campaign:mc15RD_B": lambda row: row.campaign != "MC15rd_b",
    "type:nowhere": lambda row: False,
    "exp:e0012": lambda row: row.experiment == 12,
    "exp:E7..e0012": lambda row: 7 <= row.experiment <= 12,
    "run:r102..r00111": lambda row: row.run_low is not None and row.run_low <= 111 and row.run_high >= 102,
    "first:r00230": lambda row: row.run_low == 230,
    "tag:DB00003307": lambda row: row.global_tag == 3307,
    "!tag:db3307": lambda row: row.global_tag != 3307,
    "prod:prod00045483": lambda row: row.production == 45483,
    "exp:12": lambda row: row.experiment == 12,
    "exp:7..12": lambda row: 7 <= row.experiment <= 12,
    "!exp:12..": lambda row: row.experiment < 12,
    "run:102..111": lambda row: row.run_low is not None and row.run_low <= 111 and row.run_high >= 102,
    "run:..50,460..": lambda row: row.run_low is not None and (row.run_low <= 50 or row.run_high >= 460),
    "-run:100": lambda row: row.run_low is None or not row.run_low <= 100 <= row.run_high,
    "run:(none)": lambda row: row.run_low is None,
    "events:10000..20000": lambda row: row.events is not None and 10000 <= row.events <= 20000,
    "!events:10000..": lambda row: row.events is None or row.events < 10000,
    "events:(none)": lambda row: row.events is None,
    "state:good": lambda row: row.state == "good",
    "!state:Withdrawn": lambda row: row.state != "withdrawn",
    "path:*/100%_7": lambda row: row.path.endswith("/100%_7"),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_finds_what_one_finds_by_looking(personas, rows, text):
    query = asked(personas["member"], text)
    wanted = {row.pk for row in rows if CONDITIONS[text](row)}
    assert found(query) == wanted
    assert query.listing.total(query) == len(wanted)


def test_conditions_facets_and_exclusions_hold_together_and_counts_agree(personas, rows):
    member = personas["member"]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=4, unique=True),
        st.sampled_from([[], ["uubar"], ["uubar", "mixed"]]),
        st.sampled_from([[], ["MC15rd_b"], ["MC15rd_b", "(none)"]]),
    )
    def check(texts, types, apart):
        cache.clear()
        query = asked(member, " ".join(texts), **{"event_type": types, "campaign!": apart})
        apart = {item.replace("(none)", "") for item in apart}
        wanted = [
            row
            for row in rows
            if all(CONDITIONS[text](row) for text in texts)
            and (not types or row.event_type in types)
            and row.campaign not in apart
        ]
        assert found(query) == {row.pk for row in wanted}
        assert query.listing.total(query) == len(wanted)
        counts = dict(query.listing.facet(query, query.listing.by_name["experiment"]))
        assert counts == {exp: n for exp in (7, 12, 26) if (n := sum(row.experiment == exp for row in wanted))}

    check()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour:red", "q: there is no field “colour”; there are "),
        ("exp:twelve", "q: experiment: “twelve” is not a number"),
        ("exp:e", "q: experiment: “e” is not a number"),
        ("exp:e-7", "q: experiment: “e-7” is not a number"),
        ("exp:r12", "q: experiment: “r12” is not a number"),
        ("tag:DB", "q: global_tag: “DB” is not a number"),
        ("tag:DBx1", "q: global_tag: “DBx1” is not a number"),
        ("prod:prod" + "9" * 19, "q: production: “prod9999999999999999999” is not a number"),
        ("run:300..200", "q: run: 300 is more than 200"),
        ("events:30..20", "q: events: 30 is more than 20"),
        ("run:..", "q: run: a value is missing"),
        ("campaign:,", "q: campaign: a value is missing"),
        ("state:lost", "q: state: “lost” is none of good, withdrawn"),
        ("events:1e9", "q: events: “1e9” is not a number"),
        ("events:" + "9" * 19, "q: events: “9999999999999999999” is not a number"),
        ("a " * 31, "q: a search has at most 30 conditions, this one has 31"),
    ],
)
def test_what_means_nothing_is_refused_in_words(personas, as_persona, text, words):
    with pytest.raises(QueryError) as refusal:
        asked(personas["member"], text)
    assert refusal.value.messages[0].startswith(words)
    answer = as_persona("member").get("/api/v1/datasets/", {"q": text})
    assert (answer.status_code, answer.json()["detail"]) == (400, refusal.value.messages)


@pytest.mark.parametrize("text", ["-", "!", '"', '""', "a:", ":", "::", "-:", '"a:b"', "(none)", "\\", "x..y", "'; --"])
def test_signs_alone_are_text(personas, rows, text):
    query = asked(personas["member"], text)
    assert isinstance(found(query), set)
    assert {term.column for term in query.terms} == {None}


def test_how_it_was_read_is_shown_and_each_part_can_be_taken_out(as_persona, rows):
    member = as_persona("member")
    asked = {"q": "MC1 !type:mixed exp:7..12", "campaign!": "MC15rdXb", "event_type": "uubar"}
    pills = member.get("/datasets/", asked).context["page"]["pills"]
    assert [(pill.label, pill.value) for pill in pills] == [
        *(("text", "MC1"), ("not event type", "mixed"), ("exp", "7..12")),
        *(("not campaign", "MC15rdXb"), ("event type", "uubar")),
    ]
    without = [parse_qs(urlsplit(pill.remove_url).query) for pill in pills]
    assert [query.get("q") for query in without] == [
        *(["!type:mixed exp:7..12"], ["MC1 exp:7..12"], ["MC1 !type:mixed"]),
        *([asked["q"]], [asked["q"]]),
    ]
    assert ["campaign!" in query for query in without] == [True, True, True, False, True]
    for pill in pills:
        assert member.get(f"/datasets/{pill.remove_url}").status_code == 200


def test_what_was_excluded_stays_when_the_text_changes(as_persona, rows):
    page = as_persona("member").get("/datasets/", {"campaign!": ["MC15rdXb", "(none)"], "sort": "events"})
    assert page.context["page"]["keep"] == [
        *(("campaign!", "MC15rdXb"), ("campaign!", "(none)"), ("sort", "events")),
    ]
    assert '<input type="hidden" name="campaign!" value="MC15rdXb">' in page.content.decode()
    assert "campaign" not in page.context["page"]["clear_url"]


def test_nothing_found_says_which_condition_to_drop(as_persona, rows):
    member = as_persona("member")
    empty = member.get("/datasets/", {"q": "!campaign:MC15rd_b type:mixed", "experiment": "26"}).context["page"][
        "empty"
    ]
    drops = {(drop.label, drop.value): (drop.count, drop.url) for drop in empty.drops}
    for (label, _), (count, url) in drops.items():
        answer = member.get(f"/datasets/{url}")
        assert answer.context["page"]["count"] == count > 0, label
    assert set(drops) == {("event type", "mixed"), ("exp", "26")}  # what is excluded is not what stands in the way
    assert empty.text.startswith("Read as: not campaign MC15rd_b and event type mixed and exp 26.")

    only = member.get("/datasets/", {"q": "nowhere"}).context["page"]["empty"]
    assert only.drops == ()
    text = member.get("/datasets/", {"q": "nowhere", "experiment": "26"})
    assert [(drop.value, drop.count) for drop in text.context["page"]["empty"].drops] == [("nowhere", 16)]
    assert "drop text nowhere" in text.content.decode()


def test_exports_and_the_api_ask_the_same(as_persona, rows):
    member = as_persona("member")
    asked = {"q": "!campaign:MC15* type:uubar", "state!": "withdrawn"}
    wanted = {
        row.path
        for row in rows
        if not row.campaign.startswith("MC15") and row.event_type == "uubar" and row.state != "withdrawn"
    }
    assert wanted
    text = b"".join(member.get("/datasets/", {**asked, "format": "txt"}).streaming_content).decode()
    assert set(text.splitlines()) == wanted
    answer = member.get("/api/v1/datasets/", asked).json()
    assert (answer["count"], {row["path"] for row in answer["results"]}) == (len(wanted), wanted)
    exported = json.loads(b"".join(member.get("/datasets/", {**asked, "format": "json"}).streaming_content))
    assert {row["path"] for row in exported} == wanted


def test_only_facets_can_be_excluded_in_the_address(as_persona, rows):
    answer = as_persona("member").get("/api/v1/datasets/", {"path!": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (400, ["path!: this list has no such filter"])
    answer = as_persona("member").get("/api/v1/datasets/", {"experiment!": "x"})
    assert answer.status_code == 400
    assert "experiment: “x” is not a number" in answer.json()["detail"][0]


def test_the_page_explains_the_language_with_the_fields_of_the_list(as_persona, rows):
    page = as_persona("member").get("/datasets/").content.decode()
    for said in ("How to search", "<code>type</code> Event type", "<code>campaign:A,B*</code>"):
        assert said in page
    assert "How to search" not in as_persona("member").get("/people/").content.decode()


def test_values_in_other_letters_are_asked_for_as_the_facet_spells_them(personas, rows):
    with CaptureQueriesContext(connection) as first:
        query = asked(personas["member"], "type:MIXED")
    with CaptureQueriesContext(connection) as again:
        asked(personas["member"], "type:MIXED")
    asks = [sum("ILIKE" in query["sql"] for query in queries.captured_queries) for queries in (first, again)]
    assert asks == [1, 0]  # the spelling is remembered while the table stays as it is
    assert "ILIKE" not in str(query.listing.select(query).query)
    Dataset.objects.create(path="/belle/MC/Mixed", data_class="MC", event_type="Mixed")
    assert len(found(asked(personas["member"], "type:mIXED"))) == 17  # both spellings, as soon as there is another
    assert len(found(asked(personas["member"], 'type:"Mixed"'))) == 1


def test_collections_are_found_in_other_letters_too(personas):
    Collection.objects.create(
        path="/belle/collection/MC/One", event_type="uubar", state="published", published_on="2026-01-01"
    )
    today = timezone.localdate()
    for text, count in (("type:UUBAR", 1), ("type:mixed", 0), ("!type:UUBAR", 0), ("!type:mixed", 1)):
        query = read_query(
            CollectionsListing(), Context(personas["member"], today, today), QueryDict(urlencode({"q": text}))
        )
        assert query.listing.total(query) == count, text
