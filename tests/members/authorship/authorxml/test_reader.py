"""Reading author.xml: nothing is lost, whatever disorder the file is in, and what was guessed is said."""

import gzip
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from members.authorship.authorxml import (
    AuthorFile,
    AuthorXMLError,
    FileAffiliation,
    Identifier,
    Organization,
    Person,
    Problem,
    read,
)
from members.authorship.exports import authorxml
from members.authorship.published import Note


def _document(
    *persons, organizations='<foaf:Organization id="a1"><foaf:name>House</foaf:name></foaf:Organization>', head=""
):
    return f"""<?xml version="1.0"?>{head}
<collaborationauthorlist xmlns:foaf="f" xmlns:cal="c">
<cal:organizations>{organizations}</cal:organizations>
<cal:authors>{"".join(persons)}</cal:authors></collaborationauthorlist>""".encode()


def _person(**fields):
    inner = "".join(f"<{tag}>{text}</{tag}>" for tag, text in fields.items())
    link = '<authorAffiliations><authorAffiliation organizationid="a1"/></authorAffiliations>'
    return f"<Person>{inner}{link}</Person>"


@pytest.fixture(scope="module")
def disorder(golden) -> AuthorFile:
    return read(golden / "deviations.xml")


def test_the_head_of_a_disorderly_file(disorder):
    assert disorder.references == ("LANTERN-2026-7", "https://example.org/7")
    assert disorder.reference == "LANTERN-2026-7"
    assert disorder.created_on == date(2026, 3, 1)
    assert disorder.collaborations == ()


def test_the_organizations_of_a_disorderly_file(disorder):
    harbour, club, twice = disorder.organizations
    assert harbour == Organization(
        key="12",
        line=11,
        name="Harbour U. & Sons",
        address="1 Quay Street, Nowhere",
        domain="https://quay.example.org",
        identifiers=(
            Identifier("INSPIRE", "Harbour U.", 18),
            Identifier("ROR", "0fake0027", 19),
            Identifier("INTERNAL", "HU", 21),
        ),
        statuses=(("", "member"),),
        group="CLS",
    )
    assert (harbour.inspire_name, harbour.ror, harbour.uuid) == ("Harbour U.", "0fake0027", None)
    assert (club.key, club.name, club.ror) == ("CLS", "Étoile Člub", "")
    assert club.identifiers == (
        Identifier("ROR", "https://ror.org/0fake0028", 26, "not a ROR id: the check digits are wrong"),
    )
    assert (twice.key, twice.name) == ("CLS@28", "Twice U.")


def test_the_persons_of_a_disorderly_file(disorder):
    marten, chen, rijk, sigma = disorder.persons
    assert marten == Person(
        line=33,
        family="Ångqvist",
        given="Mårten",
        native="Mårten Ångqvist",
        paper="M. Ångqvist",
        paper_given="M.",
        paper_family="Ångqvist",
        deceased=True,
        affiliations=(
            FileAffiliation("12", "Affiliated with", "", "12", 41),
            FileAffiliation("CLS", "Also at", "AlsoAt", "cls", 42),
            FileAffiliation("", "Now at", "NowAt", "missing", 44),
        ),
        identifiers=(Identifier("ORCID", "0000-0002-1694-233X", 47), Identifier("CCID", "100001", 49)),
        funding="Lamplighter Fellow",
    )
    assert (chen.given, chen.family, chen.paper, chen.paper_given, chen.deceased) == (
        "Chen",
        "Chen",
        "C. Chen",
        "C.",
        False,
    )
    assert chen.notes == (Note("Status", "Retired"),)
    assert [(link.connection, link.spelled) for link in chen.affiliations] == [("Guest of", "Guest of")]
    assert (chen.orcid, chen.inspire_id) == ("", "")
    assert [(each.source, each.value) for each in chen.identifiers] == [
        ("ORCID", "0000-0002-1694-2331"),
        ("INSPIRE", "INSPIRE-00000419"),
    ]
    assert (rijk.given, rijk.family, rijk.paper_given, rijk.paper_family) == ("J.", "De Rijk", "J.", "De Rijk")
    assert sigma.family == r"$\Sigma$ \input{/etc/passwd}"


def test_the_problems_of_a_disorderly_file(disorder):
    assert disorder.problems == (
        Problem(5, "an element <authorlistreferencedate> left out: not in the format, or not in this place"),
        Problem(26, "ROR 'https://ror.org/0fake0028' is kept aside: not a ROR id: the check digits are wrong"),
        Problem(28, "a second organization with the id 'CLS'; no author can be linked to it"),
        Problem(28, "an organization without name; it is called 'Twice U.' here"),
        Problem(43, "the affiliation with '12' is there twice"),
        Problem(44, "an affiliation with 'missing', which the file does not list", rejected=True),
        Problem(53, "an element <mbox> left out: not in the format, or not in this place"),
        Problem(55, "no given name; 'Chen' is taken from the other names of Chen"),
        Problem(66, "ORCID '0000-0002-1694-2331' is kept aside: not an ORCID iD: the check digit is wrong"),
        Problem(70, "no family name; 'De Rijk' is taken from the other names"),
        Problem(70, "no given name; 'J.' is taken from the other names of De Rijk"),
        Problem(70, "a person without affiliation"),
        Problem(70, "INSPIRE 'INSPIRE-00000419' is kept aside: the people in lines 55 and 70 have it"),
        Problem(74, r"the LaTeX in <familyname> is kept as it is: '$\\Sigma$ \\input{/etc/passwd}'"),
        Problem(74, r"no name on papers; it is '$\\Sigma$ \\input{/etc/passwd}' here"),
        Problem(76, "a second <familyname> was left out: 'Other'"),
        Problem(79, "a person without any name was left out", rejected=True),
    )


def test_plain_bytes_gzip_path_and_open_file_are_the_same(golden, tmp_path):
    plain = (golden / "author.xml").read_bytes()
    packed = tmp_path / "list.anything"
    packed.write_bytes(gzip.compress(plain))
    assert read(plain) == read(packed) == read(BytesIO(plain)) == read(golden / "author.xml")


@pytest.mark.parametrize(
    ("status", "deceased", "notes"),
    [
        ("Deceased", True, ()),
        ("DECEASED", True, ()),
        ("†", True, ()),
        ("deceased; Retired", True, ("Retired",)),
        ("Retired", False, ("Retired",)),
        ("", False, ()),
    ],
)
def test_statuses(status, deceased, notes):
    person = read(_document(_person(familyName="Quill", authorStatus=status))).persons[0]
    assert (person.deceased, person.notes) == (deceased, tuple(Note("Status", note) for note in notes))


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("", "Affiliated with"),
        ("Affiliated with", "Affiliated with"),
        ("Also At", "Also at"),
        ("AlsoAt", "Also at"),
        ("NowAt", "Now at"),
        ("Present address", "Now at"),
        ("On leave from", "On leave from"),
        ("visitor", "Visitor"),
        ("Consultant", "Consultant"),
    ],
)
def test_connections_in_any_spelling(spelled, meant):
    link = f'<authorAffiliation organizationid="a1" connection="{spelled}"/>'
    person = f"<Person><familyName>Quill</familyName><authorAffiliations>{link}</authorAffiliations></Person>"
    assert [(each.connection, each.spelled) for each in read(_document(person)).persons[0].affiliations] == [
        (meant, spelled)
    ]


def test_rows_of_our_own_are_taken_as_they_are(invented, golden):
    """The last author of the list is called like a LaTeX command, the sixth has one name; neither is touched."""
    file = read(golden / "author.xml")
    assert [(person.uuid, person.given) for person in file.persons] == [
        (author.uuid, author.given) for author in invented.authors
    ]
    assert {place.uuid for place in file.organizations} == {place.uuid for place in invented.used_institutes}
    assert [problem.message for problem in file.problems] == ["a person without affiliation"]


def test_one_of_our_people_twice_in_a_file_is_nobody_we_know(golden):
    text = (golden / "author.xml").read_text(encoding="utf-8")
    doubled = text.replace(
        "urn:uuid:00000000-0000-0000-0000-00000000000d", "urn:uuid:00000000-0000-0000-0000-00000000000c"
    )
    file = read(doubled.encode())
    assert [person.uuid for person in file.persons if person.paper == "W. Lantern"] == [None, None]


def test_a_foreign_internal_id_is_no_uuid():
    ids = '<authorid source="INTERNAL">urn:uuid:nonsense</authorid><authorid source="">7</authorid>'
    person = read(_document(f"<Person><familyName>Quill</familyName><authorids>{ids}</authorids></Person>")).persons[0]
    assert person.uuid is None
    assert [(each.source, each.value) for each in person.identifiers] == [("INTERNAL", "urn:uuid:nonsense"), ("", "7")]


def test_a_bad_date_is_named_and_not_guessed():
    document = _document(_person(familyName="Quill")).replace(
        b"<cal:organizations>", b"<cal:creationDate>1 May</cal:creationDate><cal:organizations>"
    )
    file = read(document)
    assert file.created_on is None
    assert [problem.message for problem in file.problems if "date" in problem.message] == [
        "the creation date '1 May' is not year-month-day"
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html><body/></html>", "The root element is <html>, but an author list has <collaborationauthorlist>."),
        (_document(), "The author list names nobody."),
        (b"<collaborationauthorlist/>", "The author list names nobody."),
    ],
)
def test_what_is_no_author_list_is_refused(data, sentence):
    with pytest.raises(AuthorXMLError) as refusal:
        read(data)
    assert str(refusal.value) == sentence


def test_a_list_written_again_is_the_same_file(golden, republished):
    """Ids are our own, lines move; all else of a disorderly list survives writing and reading."""
    file = read(golden / "deviations.xml")
    known = replace(
        file,
        persons=tuple(
            replace(each, affiliations=tuple(link for link in each.affiliations if link.organization))
            for each in file.persons
        ),
    )
    published = republished(known)
    assert republished(read(authorxml(published).encode())) == replace(published, institutes=published.used_institutes)
