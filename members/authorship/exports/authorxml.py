"""INSPIRE author.xml, valid by its DTD for every list that names somebody.

Sources: the DTD of the project inspirehep/author.xml (August 2010), its README for the values, and INSPIRE's reader for
what is looked at (orgName of INSPIRE and ROR, ids of ORCID, CCID and INSPIRE). The uuids of our record go along as
INTERNAL ids, so that importing the file finds every person and institute again.
"""

from __future__ import annotations

from lxml import etree

from members.authorship.authorxml.rows import FOOTNOTE, INSPIRE, INTERNAL, ORCID, ROR
from members.authorship.published import STATUS, Author, Institute, PublishedList
from members.people.names import clean

_FOAF = "http://xmlns.com/foaf/0.1/"
_CAL = "http://inspirehep.net/info/HepNames/tools/authors_xml/"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collaborationauthorlist SYSTEM "author.dtd">\n'


class EmptyListError(ValueError):
    """The format cannot carry a list without authors."""


def authorxml(published: PublishedList) -> str:
    """The list as author.xml, persons in the order of the list. Raises EmptyListError when nobody is on it."""
    if not published.authors:
        raise EmptyListError("The author list names nobody.")
    root = etree.Element("collaborationauthorlist", nsmap={"foaf": _FOAF, "cal": _CAL})
    _text(root, "cal:creationDate", published.on.isoformat())
    _text(root, "cal:publicationReference", published.reference)
    _collaborations(root, published)
    keys = _organizations(root, published)
    authors = _add(root, "cal:authors")
    for author in published.authors:
        _person(authors, author, keys)
    return _HEAD + etree.tostring(root, encoding="unicode", pretty_print=True)


def _collaborations(root: etree._Element, published: PublishedList) -> None:
    parent = _add(root, "cal:collaborations")
    if not published.collaborations:
        _text(_add(parent, "cal:collaboration", id="c1"), "foaf:name", "")
    for number, collaboration in enumerate(published.collaborations, 1):
        element = _add(parent, "cal:collaboration", id=f"c{number}")
        _text(element, "foaf:name", collaboration.name)
        _optional(element, "cal:experimentNumber", collaboration.experiment)


def _organizations(root: etree._Element, published: PublishedList) -> dict[object, str]:
    """Write the institutes that somebody is at and the footnotes; their ids by uuid and by text."""
    parent = _add(root, "cal:organizations")
    keys: dict[object, str] = {}
    for number, institute in enumerate(published.used_institutes, 1):
        keys[institute.uuid] = f"a{number}"
        _organization(parent, institute, f"a{number}")
    notes = (clean(note.text) for author in published.authors for note in author.notes if note.kind != STATUS)
    for number, text in enumerate(dict.fromkeys(filter(None, notes)), 1):
        keys[text] = f"n{number}"
        element = _add(parent, "foaf:Organization", id=f"n{number}")
        _text(element, "foaf:name", text)
        _text(element, "cal:orgName", FOOTNOTE, source=INTERNAL)
    if not keys:  # the DTD wants one
        nowhere = _add(parent, "foaf:Organization", id="a1")
        _text(nowhere, "foaf:name", "Unaffiliated")
        _text(nowhere, "cal:orgName", FOOTNOTE, source=INTERNAL)
    return keys


def _organization(parent: etree._Element, institute: Institute, key: str) -> None:
    element = _add(parent, "foaf:Organization", id=key)
    _optional(element, "cal:orgDomain", institute.domain)
    _text(element, "foaf:name", institute.name)
    _optional(element, "cal:orgName", institute.inspire_name, source=INSPIRE)
    _optional(element, "cal:orgName", institute.ror and f"https://ror.org/{institute.ror}", source=ROR)
    for source, value in institute.identifiers:
        _optional(element, "cal:orgName", value, source=source)
    _text(element, "cal:orgName", institute.uuid.urn, source=INTERNAL)
    _optional(element, "cal:orgStatus", institute.status)
    _optional(element, "cal:orgAddress", institute.address)


def _person(parent: etree._Element, author: Author, keys: dict[object, str]) -> None:
    element = _add(parent, "foaf:Person")
    _text(element, "foaf:name", " ".join(filter(None, (author.given, author.family, author.suffix))))
    _optional(element, "cal:authorNameNative", author.native)
    # A blank for a mononym: INSPIRE's reader makes "family, None" of a missing or empty given name.
    _add(element, "foaf:givenName").text = clean(author.given) or " "
    _text(element, "foaf:familyName", author.family)
    _optional(element, "cal:authorSuffix", author.suffix)
    statuses = ("Deceased" if author.deceased else "", *(note.text for note in author.notes if note.kind == STATUS))
    _optional(element, "cal:authorStatus", "; ".join(filter(None, statuses)))
    _text(element, "cal:authorNamePaper", author.printed)
    _optional(element, "cal:authorNamePaperGiven", author.paper_given)
    _optional(element, "cal:authorNamePaperFamily", author.paper_family)
    collaboration = _add(element, "cal:authorCollaboration", collaborationid=f"c{author.collaboration + 1}")
    if position := clean(author.position):
        collaboration.set("position", position)
    _affiliations(element, author, keys)
    identifiers = _add(element, "cal:authorids")
    for source, value in ((ORCID, author.orcid), (INSPIRE, author.inspire_id), *author.identifiers):
        _optional(identifiers, "cal:authorid", value, source=source)
    _text(identifiers, "cal:authorid", author.uuid.urn, source=INTERNAL)
    _optional(element, "cal:authorFunding", author.funding)


def _affiliations(element: etree._Element, author: Author, keys: dict[object, str]) -> None:
    notes = [note for note in author.notes if note.kind != STATUS and clean(note.text)]
    links = [(keys[each.institute], each.connection) for each in author.affiliations]
    links += [(keys[clean(note.text)], note.kind) for note in notes]
    parent = _add(element, "cal:authorAffiliations")
    for key, connection in links:
        _add(parent, "cal:authorAffiliation", organizationid=key, connection=clean(connection))


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    prefix, _, name = tag.partition(":")
    return etree.SubElement(parent, f"{{{_FOAF if prefix == 'foaf' else _CAL}}}{name}", attributes)


def _text(parent: etree._Element, tag: str, text: str, **attributes: str) -> None:
    _add(parent, tag, **attributes).text = clean(text)


def _optional(parent: etree._Element, tag: str, text: str, **attributes: str) -> None:
    if clean(text):
        _text(parent, tag, text, **attributes)
