"""Invented institutes: valid identifiers, unique names, dates."""

import gzip
from collections import Counter
from datetime import date
from random import Random

from lxml import etree

from members.demo.institutes import countries, found, founded_on
from members.people import identifiers


def test_120_institutes_in_26_countries_each_with_its_own_names(demo):
    assert len(demo.institutes) == 120
    assert Counter(one.country for one in demo.institutes) == {
        code: place["institutes"] for code, place in countries().items()
    }
    assert len(countries()) == 26
    for field in ("key", "name", "short_name", "city", "domain", "inspire_name", "ror", "address"):
        assert len({getattr(one, field) for one in demo.institutes}) == 120, field


def test_ror_ids_pass_the_check_and_lie_in_the_range_that_is_never_issued(demo):
    for one in demo.institutes:
        assert identifiers.ror(one.ror).value == one.ror
        assert one.ror.startswith("0z")


def test_addresses_end_with_the_country_and_domains_are_nobodys(demo):
    for one in demo.institutes:
        assert one.address.endswith(f", {countries()[one.country]['name']}")
        assert one.city in one.address
        assert one.domain.endswith(".example")
        assert one.domain.isascii()


def test_most_were_there_from_the_first_day_some_joined_later_four_left(demo):
    first = founded_on(demo.today)
    assert first == date(2018, 11, 1)
    joined = Counter(one.joined_on == first for one in demo.institutes)
    assert joined[True] in range(65, 100)
    assert all(first <= one.joined_on <= demo.today for one in demo.institutes)
    left = [one for one in demo.institutes if one.left_on is not None]
    assert len(left) == 4
    for one in left:
        assert one.joined_on < one.left_on < demo.today
        assert [one.member_on(day) for day in (one.joined_on, one.left_on)] == [True, False]


def test_another_seed_gives_other_towns(demo):
    others = found(Random("another"), demo.today)
    assert {one.name for one in others} != {one.name for one in demo.institutes}


def test_no_institute_of_a_published_list_is_among_them(demo, shared):
    published = set()
    for path in (shared / "data/authorship/real").iterdir():
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
        published |= {" ".join((node.text or "").split()).casefold() for node in root.iter("{*}name", "{*}orgName")}
    assert len(published) > 300
    assert not published & {name.casefold() for one in demo.institutes for name in (one.name, one.inspire_name)}
