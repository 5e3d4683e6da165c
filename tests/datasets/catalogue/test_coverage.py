"""The coverage matrix: what one finds by counting, holes and all, and links that prove each number."""

import csv
import io
from collections import Counter
from itertools import product

import pytest
from lxml import html

from datasets.catalogue.importers import register
from datasets.catalogue.models import Dataset
from datasets.catalogue.places import classify

pytestmark = pytest.mark.django_db
PATHS = [
    f"/belle/MC/release-06-01-0{number % 2}/DB00002647/{campaign}/prod0000000{number}/s00/e00{10 + number}/{energy}"
    f"/r0{1000 + number}/{kind}/mdst"
    for number, (campaign, energy, kind) in enumerate(
        combination
        for combination in product(("MC15rd_b", "MC16rd_proc16"), ("4S", "10810"), ("uubar", "ccbar", "1110021000"))
        if combination[:1] + combination[2:] != ("MC15rd_b", "ccbar")
    )
] + ["/belle/user/kim/my_sample"]


@pytest.fixture
def made(db):
    register(map(classify, PATHS))
    Dataset.objects.filter(experiment=10).update(events=1000, size=5 * 10**9)


def grid(client, query=""):
    answer = client.get(f"/datasets/coverage/{query}")
    assert answer.status_code == 200
    tree = html.fromstring(answer.content)
    heads = [cell.text_content().strip() for cell in tree.xpath("//main//table/thead//th")]
    rows = tree.xpath("//main//table/tbody/tr")
    lines = [[cell.text_content().strip() for cell in row.xpath("./td")] for row in rows]
    return heads, lines, tree


def test_each_number_is_the_length_of_the_list_that_it_leads_to(made, as_persona):
    member = as_persona("member")
    heads, lines, tree = grid(member)
    assert heads[0] == "Event type"
    assert set(heads[1:]) == {"MC15rd_b", "MC16rd_proc16", "none"}
    expected = Counter((row.event_type or "none", row.campaign or "none") for row in Dataset.objects.all())
    found = {
        (line[0], head): int(text)
        for line in lines
        for head, text in zip(heads[1:], line[1:], strict=True)
        if text != "–"
    }
    assert found == dict(expected)
    links = tree.xpath("//table//a[@class='filled']")
    assert len(links) == len(expected)
    for link in links:
        page = member.get(link.get("href"))
        assert page.context["page"]["count"] == int(link.text)
    assert "6 of them without a dataset" in " ".join(tree.text_content().split())


def test_it_counts_under_filters_and_keeps_them_in_its_links(made, as_persona):
    member = as_persona("member")
    heads, lines, tree = grid(member, "?campaign=MC16rd_proc16&down=energy&across=event_type&measure=events")
    assert {line[0] for line in lines} == {"4S", "10810"}
    assert "(none)" not in heads
    for link in tree.xpath("//table//a[@class='filled']"):
        assert "campaign=MC16rd_proc16" in link.get("href")
    (pill,) = tree.xpath("//main//a[@class='pill']")
    lifted = member.get("/datasets/coverage/" + pill.get("href")).context["found"]
    assert (lifted.down.name, lifted.across.name, lifted.measure) == ("energy", "event_type", "events")
    assert not lifted.query.values["campaign"]


def test_the_file_has_all_of_it(made, as_persona, monkeypatch):
    monkeypatch.setattr("datasets.catalogue.coverage.MOST", {"down": 2, "across": 1})
    member = as_persona("member")
    _, lines, tree = grid(member)
    assert len(lines) == 2
    assert "Not shown: 2 more down and 2 more across" in " ".join(tree.text_content().split())
    answer = member.get("/datasets/coverage/?format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert len(rows) == 5
    assert sum(int(cell) for row in rows[1:] for cell in row[1:]) == len(PATHS)


def test_numbers_stand_in_their_order_and_what_has_none_last(made, as_persona):
    _, lines, _ = grid(as_persona("member"), "?down=experiment")
    names = [line[0] for line in lines]
    assert names[-1] == "none"
    assert names[:-1] == [str(number) for number in sorted(map(int, names[:-1]))]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?down=path", "down: "),
        ("?down=energy&across=energy", "across: "),
        ("?measure=luck", "measure: "),
        ("?q=mdst", "take the text"),
        ("?run_from=7", "take the text"),
        ("?nonsense=1", "nonsense: "),
    ],
)
def test_an_address_that_cannot_be_read_says_what_is_wrong(made, as_persona, query, words):
    answer = as_persona("member").get(f"/datasets/coverage/{query}")
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_an_empty_catalogue_and_nobody(as_persona, personas):
    assert "No datasets yet" in as_persona("member").get("/datasets/coverage/").content.decode()
    filtered = as_persona("member").get("/datasets/coverage/?campaign=MC16rd").content.decode()
    assert "Nothing matches" in filtered
    assert "Clear all filters" in filtered
    assert as_persona("applicant").get("/datasets/coverage/").status_code == 403
