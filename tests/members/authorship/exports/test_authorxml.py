"""author.xml: valid whatever the list holds, nobody lost, and read back as it was."""

import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from members.authorship.authorxml import read
from members.authorship.exports import FORMATS, authorxml
from members.authorship.exports.authorxml import EmptyListError
from members.authorship.published import (
    NOTE,
    STATUS,
    Affiliation,
    Author,
    Collaboration,
    Institute,
    Note,
    PublishedList,
)
from members.memberships.choices import Connection
from members.people.identifiers import is_filler, orcid_check_digit
from members.people.names import clean, fold

NASTY = st.text(max_size=20) | st.sampled_from(
    ["]]>", "<!ENTITY x 'y'>", "&amp;", r"\input{/etc/passwd}", r"{\AA}", "\0", "None"]
)
CLEAN = NASTY.map(clean)
NAMED = CLEAN.filter(bool)
VALUE = NAMED.filter(lambda text: not is_filler(text))
STATUSES = NAMED.filter(lambda text: ";" not in text and text != "†" and fold(text) not in ("deceased", "dead"))
CONNECTIONS = st.sampled_from([*map(str, Connection), "Guest of"])


def _institutes(text, value):
    return st.lists(
        st.builds(
            Institute,
            uuid=st.uuids(),
            name=text,
            address=text,
            domain=text,
            inspire_name=value | st.just(""),
            ror=st.sampled_from(["", "0fake0027"]),
            identifiers=st.lists(st.tuples(st.sampled_from(["GRID", "InstId"]), value), max_size=2, unique=True).map(
                tuple
            ),
            status=text,
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda institute: institute.uuid,
    ).map(tuple)


@st.composite
def lists(draw, text=CLEAN, named=NAMED, value=VALUE):
    """Lists with every field that the format carries; every institute has an author."""
    institutes = tuple(replace(each, name=draw(named)) for each in draw(_institutes(text, value)))
    collaborations = draw(st.lists(st.builds(Collaboration, named, text), min_size=1, max_size=2))
    links = st.builds(Affiliation, st.sampled_from([each.uuid for each in institutes]), CONNECTIONS)
    status = st.lists(st.builds(Note, st.just(STATUS), STATUSES), max_size=2)
    notes = st.lists(st.builds(Note, st.sampled_from(["Also at", "Now at", NOTE]), named), max_size=2)
    authors = draw(
        st.lists(
            st.builds(
                Author,
                uuid=st.uuids(),
                family=named,
                given=text,
                paper=named,
                paper_given=text,
                paper_family=text,
                suffix=text,
                native=text,
                deceased=st.booleans(),
                affiliations=st.lists(links, max_size=3, unique=True).map(tuple),
                notes=st.tuples(status, notes).map(lambda both: (*both[0], *both[1])),
                funding=text,
                collaboration=st.integers(0, len(collaborations) - 1),
                position=text,
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda author: author.uuid,
        )
    )
    identified = []
    for number, author in enumerate(authors):
        digits = f"00000002{draw(st.integers(0, 999999)):06d}{number}"
        number16 = f"{digits}{orcid_check_digit(digits)}"
        identified.append(
            replace(
                author,
                orcid=draw(st.sampled_from(["", "-".join(number16[at : at + 4] for at in (0, 4, 8, 12))])),
                inspire_id=draw(st.sampled_from(["", f"INSPIRE-{number + 1:08d}"])),
                identifiers=draw(st.sampled_from([(), (("CCID", str(number)), ("GLANCE", "7"))])),
            )
        )
    everywhere = tuple(Affiliation(institute.uuid) for institute in institutes)
    last = replace(identified[-1], affiliations=everywhere)
    return PublishedList(
        tuple(collaborations),
        draw(named),
        draw(st.dates(min_value=date(1000, 1, 1))),
        institutes,
        (*identified[:-1], last),
    )


def _valid(dtd, xml):
    assert dtd.validate(etree.parse(BytesIO(xml.encode()), etree.XMLParser(load_dtd=False, no_network=True))), (
        dtd.error_log
    )


def test_the_invented_list_is_written_as_ever(invented, golden):
    assert authorxml(invented) == (golden / "author.xml").read_text(encoding="utf-8")


def test_the_invented_list_is_valid(invented, dtd):
    _valid(dtd, authorxml(invented))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(published=lists())
def test_what_is_written_is_read_back(published, republished):
    file = read(authorxml(published).encode())
    assert republished(file) == published
    assert file.problems == tuple(
        problem for problem in file.problems if problem.message == "a person without affiliation"
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(published=lists(text=NASTY, named=NASTY, value=NASTY))
def test_any_text_gives_a_valid_file(published, dtd):
    xml = authorxml(published)
    _valid(dtd, xml)
    assert authorxml(published) == xml
    assert xml.count("<foaf:Person>") == len(published.authors)


@pytest.mark.parametrize("name", ["dune_2206.14521.xml.gz", "besiii_2207.10906.xml.gz", "pueo_2026-05.xml"])
def test_a_published_list_becomes_valid_without_loss(name, shared, dtd, republished):
    published = republished(read(shared / "data/authorship/real" / name))
    xml = authorxml(published)
    _valid(dtd, xml)
    back = republished(read(xml.encode()))
    assert back == replace(published, institutes=published.used_institutes)
    assert authorxml(back) == xml


@pytest.mark.needs("xmllint")
@pytest.mark.parametrize("count", [1, 7])
def test_xmllint_agrees(count, invented, shared, tmp_path):
    path = tmp_path / "author.xml"
    path.write_text(authorxml(replace(invented, authors=invented.authors[-count:])), encoding="utf-8")
    dtd = shared / "data/authorship/author.dtd"
    run = subprocess.run(["xmllint", "--noout", "--nonet", "--dtdvalid", dtd, path], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr


def test_what_the_reader_of_inspire_keeps(invented):
    """INSPIRE makes "family, None" of a missing given name and looks at orgName of INSPIRE and ROR only."""
    root = etree.fromstring(authorxml(invented).encode())
    given = [person.findtext("{*}givenName") for person in root.iter("{*}Person")]
    assert given == ["Mårten Jan-Erik", "Wei", "Wei", "Phượng", "Edward", " ", r"\input{/etc/passwd}"]
    names = {(name.get("source"), name.text) for name in root.find(".//{*}Organization[@id='a1']").iter("{*}orgName")}
    assert {("INSPIRE", "Harbour U."), ("ROR", "https://ror.org/0fake0027")} < names
    ids = [(each.get("source"), each.text) for each in root.find(".//{*}Person").iter("{*}authorid")]
    assert ids == [
        ("ORCID", "0000-0002-1694-233X"),
        ("INSPIRE", "INSPIRE-00000419"),
        ("CCID", "100001"),
        ("INTERNAL", "urn:uuid:00000000-0000-0000-0000-00000000000b"),
    ]


def test_an_institute_without_author_is_left_out(invented):
    assert "Empty House" not in authorxml(invented)


def test_namesakes_at_one_institute_stay_two_people(invented, republished):
    namesakes = [
        author for author in republished(read(authorxml(invented).encode())).authors if author.paper == "W. Lantern"
    ]
    assert [(author.uuid, author.native, author.deceased) for author in namesakes] == [
        (UUID(int=12), "灯偉", False),
        (UUID(int=13), "", True),
    ]


def test_authors_without_any_institute_still_give_a_valid_file(invented, dtd, republished):
    alone = replace(invented, authors=invented.authors[-1:])
    _valid(dtd, authorxml(alone))
    assert republished(read(authorxml(alone).encode())).authors == alone.authors


def test_a_list_without_collaboration_is_valid(invented, dtd):
    nobody = replace(invented, collaborations=(), authors=invented.authors[:4])
    _valid(dtd, authorxml(nobody))
    assert read(authorxml(nobody).encode()).collaborations == ()


def test_a_list_without_authors_cannot_be_written(invented):
    with pytest.raises(EmptyListError, match="names nobody"):
        authorxml(replace(invented, authors=()))


def test_the_formats_are_named_as_the_command_names_them(invented):
    assert list(FORMATS) == ["authorxml", "revtex"]
    assert FORMATS["authorxml"].write(invented) == authorxml(invented)
