"""The filters as the page shows them are drawn once for many readers, and never for the wrong one."""

import re

from django.http import QueryDict
from django.utils import timezone

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
