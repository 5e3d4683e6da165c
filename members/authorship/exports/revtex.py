r"""A REVTeX 4.2 document with the author list, in ASCII macros, ready to compile and to cut from.

REVTeX has traps that lose people or footnotes without a word (measured with TeX Live 2022), hence the rules here:
`\altaffiliation` stands between `\author` and `\affiliation`, else it is lost when that one was used already. More
than 8 different footnotes need letters instead of symbols, more than 52 need alphalph; all footnotes of one author make
one text. Names in other scripts than the Latin one are left to author.xml.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from members.authorship.published import Author, Institute, PublishedList, connected
from members.authorship.tex import needs_t5, to_tex, unsettable
from members.memberships.choices import Connection

MAX_SYMBOLS, MAX_LETTERS = 8, 52
"""Different footnotes that REVTeX's symbols and its letters can count."""

_ORCID = r"""\IfFileExists{orcidlink.sty}%
  {\usepackage{orcidlink}\newcommand{\authororcid}[1]{\,\orcidlink{#1}}}%
  {\newcommand{\authororcid}[1]{}}"""
_ALPHALPH = r"""\usepackage{alphalph}
\makeatletter\renewcommand*{\@alph}[1]{\alphalph{\number#1}}\makeatother"""


def revtex(published: PublishedList) -> str:
    """The document, pure ASCII; every author, institute and footnote of the list is in it, authors in its order."""
    institutes = {institute.uuid: institute for institute in published.institutes}
    body = [line for author in published.authors for line in _author(author, institutes)]
    if name := _collaboration(published):
        body += ["", rf"\collaboration{{{name}}}", r"\noaffiliation"]
    body = ["% Author list: begin", *body, "% Author list: end"]
    return "\n".join([*_preamble(published, body, institutes), *body, r"\maketitle", r"\end{document}", ""])


def _preamble(published: PublishedList, body: list[str], institutes: dict[UUID, Institute]) -> Iterator[str]:
    footnotes = len({_footnotes(author, institutes) for author in published.authors} - {()})
    options = "aps,prd,reprint,superscriptaddress,nofootinbib" + (",altaffilletter" if footnotes > MAX_SYMBOLS else "")
    title = to_tex(published.reference) or "Author list"
    yield f"% {title}, {published.on.isoformat()}"
    count, places = len(published.authors), len(published.used_institutes)
    yield f"% {count} authors, {places} institutes, {footnotes} different footnotes"
    if missing := _unsettable(published):
        codes = " ".join(f"U+{ord(char):04X}" for char in missing)
        yield f"% LaTeX has no macro for {codes}: printed as a question mark, see author.xml"
    yield rf"\documentclass[{options}]{{revtex4-2}}"
    yield rf"\usepackage[{'T5,' if any(map(needs_t5, body)) else ''}T1]{{fontenc}}"
    yield r"\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}"
    if any(author.orcid for author in published.authors):
        yield _ORCID
    if footnotes > MAX_LETTERS:
        yield _ALPHALPH
    yield r"\begin{document}"
    yield rf"\title{{{title}}}"
    yield rf"\date{{{published.on.isoformat()}}}"


def _collaboration(published: PublishedList) -> str:
    names = []
    for collaboration in published.collaborations:
        name = collaboration.name.removesuffix("Collaboration").removeprefix("The ").strip()
        if name:
            names.append(f"The {name} Collaboration")
    return to_tex(" and ".join(names))


def _author(author: Author, institutes: dict[UUID, Institute]) -> Iterator[str]:
    orcid = rf"\authororcid{{{author.orcid}}}" if author.orcid else ""
    yield ""
    yield rf"\author{{{_tied(_name(author))}{orcid}}}"
    for footnote in _footnotes(author, institutes):
        yield rf"\altaffiliation{{{to_tex(footnote)}}}"
    at_home = [each for each in author.affiliations if each.connection == Connection.AFFILIATED]
    for each in at_home:
        yield rf"\affiliation{{{to_tex(institutes[each.institute].printed)}}}"
    if not at_home:
        yield r"\noaffiliation"


def _name(author: Author) -> str:
    """The name for the title page; the full one when only that is in letters TeX can set."""
    full = " ".join(filter(None, (author.given, author.family, author.suffix)))
    return next((name for name in (author.printed, full) if name and not unsettable(name)), author.printed)


def _footnotes(author: Author, institutes: dict[UUID, Institute]) -> tuple[str, ...]:
    """All that is printed about the author at the foot: death, other places, notes."""
    elsewhere = (
        connected(each.connection, institutes[each.institute].printed)
        for each in author.affiliations
        if each.connection != Connection.AFFILIATED
    )
    deceased = ("Deceased",) if author.deceased else ()
    return (*deceased, *elsewhere, *(note.printed for note in author.notes if note.text))


def _unsettable(published: PublishedList) -> str:
    institutes = {institute.uuid: institute for institute in published.institutes}
    texts = [published.reference, *(collaboration.name for collaboration in published.collaborations)]
    for author in published.authors:
        texts += [_name(author), *_footnotes(author, institutes)]
    texts += [institute.printed for institute in published.used_institutes]
    return "".join(sorted(set("".join(map(unsettable, texts)))))


def _tied(name: str) -> str:
    return to_tex(name).replace(". ", ".~")
