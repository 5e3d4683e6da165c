"""The filters as the page shows them are drawn once for many readers, and never for the wrong one."""

import re
from urllib.parse import parse_qs

from django.http import QueryDict
from django.utils import timezone
from lxml import html as lxml_html

from datasets.catalogue import policy
from datasets.catalogue.listing import DatasetsListing
from datasets.catalogue.models import Dataset
from portal.listing import Column, Context
from portal.listing.facets import filters
from portal.listing.query import read_query
from portal.testing.data_rows import dataset


class Guarded(DatasetsListing):
    """Everybody sees the same rows, but not the same columns."""

    name = "guarded"
    columns = (
        Column("path", primary=True),
        Column("campaign", filter="choice"),
        Column("energy", filter="choice", needs=policy.IMPORT),
        Column("production", filter="exact", kind="number", needs=policy.IMPORT),
    )

    def scope(self, context: Context) -> str:
        return "all"


def drawn(user, query="", listing=DatasetsListing):
    today = timezone.localdate()
    asked = read_query(listing(), Context(user, today, today), QueryDict(query))
    return filters(asked, f"{asked.listing.total(asked)} datasets")


def counts(html, name):
    found = re.findall(rf'name="{name}" value="([^"]*)"( checked)?><span>[^<]*</span><b>([^<]*)</b>', html)
    return {value: (int(count), bool(checked)) for value, checked, count in found}


def test_a_facet_that_the_reader_may_not_see_is_not_taken_from_somebody_who_may(personas):
    dataset(1, energy="4S")
    for _ in range(2):
        assert counts(drawn(personas["manager"], listing=Guarded), "energy") == {"4S": (1, False)}
        assert "energy" not in drawn(personas["member"], listing=Guarded)
        assert "production" not in drawn(personas["member"], listing=Guarded)
        assert counts(drawn(personas["member"], listing=Guarded), "campaign") == {"MC16rd_proc16": (1, False)}


def test_a_write_is_seen_by_the_next_reader(personas):
    dataset(1)
    assert counts(drawn(personas["member"]), "campaign") == {"MC16rd_proc16": (1, False)}
    dataset(2)
    assert counts(drawn(personas["member"]), "campaign") == {"MC16rd_proc16": (2, False)}
    Dataset.objects.filter(production=2).update(campaign="MC15rd_b")
    assert counts(drawn(personas["member"], "campaign=MC15rd_b"), "campaign") == {
        "MC15rd_b": (1, True),
        "MC16rd_proc16": (1, False),
    }


def test_fields_hold_what_the_reader_typed(personas):
    dataset(7, run_low=7)
    for typed in ("7", "07", "7.0"):
        html = drawn(personas["member"], f"production={typed}&run_from={typed}")
        assert re.findall(r'name="(?:production|run_from)" value="([^"]*)"', html) == [typed, typed]


def test_values_are_text(personas):
    dataset(1, campaign="<b>&\"'")
    html = drawn(personas["member"])
    assert '<b>&"' not in html
    assert 'value="&lt;b&gt;&amp;&quot;&#x27;"' in html


def test_a_list_without_filters_has_none(personas):
    class Plain(DatasetsListing):
        """Nothing to filter by."""

        name = "plain"
        columns = (Column("path", primary=True),)

    assert drawn(personas["member"], listing=Plain) == ""


def turned(html):
    """What the links beside the values do: {name that is read: address}."""
    links = lxml_html.fromstring(f"<div>{html}</div>").xpath("//a[@class='turn']")
    return {link.get("aria-label"): link.get("href") for link in links}


def test_a_value_is_excluded_by_the_address_that_the_text_stands_for(as_persona, personas):
    for number, campaign in enumerate(["MC15rd_b", "MC15rd_b", "MC16 & co", "MC16rd_proc16", ""]):
        dataset(number, campaign=campaign, event_type="mixed")
    address = turned(drawn(personas["member"], "sort=-events&event_type=mixed"))["Exclude MC16 & co"]
    assert parse_qs(address[1:]) == {"sort": ["-events"], "event_type": ["mixed"], "campaign!": ["MC16 & co"]}

    page = as_persona("member").get(f"/datasets/{address}")
    said = as_persona("member").get("/datasets/", {"q": '!campaign:"MC16 & co"', "event_type": "mixed"})
    assert page.context["page"]["count"] == said.context["page"]["count"] == 4
    html = page.content.decode()
    assert counts(html, "campaign") == {"MC15rd_b": (2, False), "MC16rd_proc16": (1, False), "(none)": (1, False)}
    links = turned(html)
    assert "Exclude MC16 & co" not in links
    assert parse_qs(links["No longer exclude MC16 & co"][1:]) == {"sort": ["-events"], "event_type": ["mixed"]}
    again = parse_qs(links["Exclude MC15rd_b"][1:])
    assert again["campaign!"] == ["MC16 & co", "MC15rd_b"]
    assert turned(said.content.decode())["No longer exclude MC16 & co"] == "?event_type=mixed"


def test_of_several_excluded_values_one_is_taken_back(personas):
    dataset(1)
    links = turned(drawn(personas["member"], "campaign!=A*&campaign!=MC15rd_b&q=mixed"))
    assert parse_qs(links["No longer exclude A*"][1:]) == {"campaign!": ["MC15rd_b"], "q": ["mixed"]}
    assert parse_qs(links["No longer exclude MC15rd_b"][1:]) == {"campaign!": ["A*"], "q": ["mixed"]}


def test_a_chosen_value_is_not_excluded_too(personas):
    dataset(1, campaign="MC15rd_b")
    dataset(2, campaign="MC16rd_a")
    links = turned(drawn(personas["member"], "campaign=MC15rd_b"))
    assert [name for name in links if "MC1" in name] == ["Exclude MC16rd_a"]


def test_the_links_keep_the_order_and_columns_of_their_reader(personas):
    dataset(1)
    for asked in ("sort=events", "sort=-events", "col=campaign"):
        assert turned(drawn(personas["member"], asked))["Exclude MC16rd_proc16"].startswith(f"?{asked}&")


def test_the_coverage_matrix_excludes_within_itself(as_persona):
    dataset(1, campaign="MC15rd_b", energy="4S")
    dataset(2, campaign="MC16rd_a", energy="4S")
    page = as_persona("member").get("/datasets/coverage/", {"down": "energy", "across": "campaign", "q": "skim:1*"})
    url = turned(page.content.decode())["Exclude MC15rd_b"]
    asked = parse_qs(url[1:])
    assert (asked["down"], asked["across"], asked["campaign!"]) == (["energy"], ["campaign"], ["MC15rd_b"])
    page = as_persona("member").get(f"/datasets/coverage/{url}")
    assert page.context["found"].columns == ["MC16rd_a"]
    kept = lxml_html.fromstring(page.content).xpath("//form[@id='filters']//input[@type='hidden']")
    assert {(field.get("name"), field.get("value")) for field in kept} == {
        ("q", "skim:1*"), ("campaign!", "MC15rd_b")
    }  # fmt: skip
