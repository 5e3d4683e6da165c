r"""A REVTeX 4.2 document with the author list, in ASCII macros, ready to compile and to cut from.

REVTeX has traps that lose footnotes without a word (measured with TeX Live 2022), hence the rules here.
`\altaffiliation` stands between `\author` and `\affiliation`, else it is lost when that affiliation was used before.
The option `bibnotes` prints the notes after the list, as Physical Review Letters does: at the foot of the page many of
them run off the paper or stop the run. All footnotes of one author make one text; more than 8 different ones need
letters instead of symbols, more than 52 need letters of our own. Names in other scripts than the Latin one are left to
author.xml.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from members.authorship.published import Affiliation, Author, Institute, PublishedList, canonical_connection, connected
from members.authorship.tex import needs_t5, to_tex, unsettable
from members.memberships.choices import Connection

MAX_SYMBOLS, MAX_LETTERS = 8, 52
"""Different footnotes that REVTeX's symbols and its letters can count."""

_ORCID = r"\IfFileExists{orcidlink.sty}{\usepackage{orcidlink}}{\providecommand{\orcidlink}[1]{}}"
_NOTES = r"\begin{thebibliography}{0}\end{thebibliography} % the footnotes are printed here"
_LETTERS = r"""\makeatletter % a ... z, aa ... zz, aaa: any number of footnotes, where \@alph of REVTeX ends
\renewcommand*{\@alph}[1]{\expandafter\@lettered\expandafter{\number#1}}
\newcommand*{\@lettered}[1]{\ifnum#1>26 \@alph{\numexpr(#1-14)/26\relax}\fi
  \ifcase\numexpr#1-26*\ifnum#1>26 ((#1-14)/26)\else0\fi\relax\or
  a\or b\or c\or d\or e\or f\or g\or h\or i\or j\or k\or l\or m\or
  n\or o\or p\or q\or r\or s\or t\or u\or v\or w\or x\or y\or z\fi}
\makeatother"""


def revtex(published: PublishedList) -> str:
    """The document, pure ASCII; every author, institute and footnote of the list is in it, authors in its order."""
    institutes = {institute.uuid: institute for institute in published.institutes}
    footnotes = len({_footnotes(author, institutes) for author in published.authors} - {()})
    title = to_tex(published.reference) or "Author list"
    lines = [rf"\title{{{title}}}", rf"\date{{{published.on.isoformat()}}}", "% Author list: begin"]
    for author in published.authors:
        lines += _author(author, institutes)
    if name := _collaboration(published):
        lines += ["", rf"\collaboration{{{name}}}", r"\noaffiliation"]
    lines += ["% Author list: end", r"\maketitle"]
    if footnotes:
        lines.append(_NOTES)
    head = [f"% {title}, {published.on.isoformat()}", *_remarks(published, footnotes)]
    preamble = _preamble(footnotes, t5=any(map(needs_t5, lines)), orcid=any(each.orcid for each in published.authors))
    return "\n".join([*head, *preamble, r"\begin{document}", *lines, r"\end{document}", ""])


def _remarks(published: PublishedList, footnotes: int) -> Iterator[str]:
    count, places = len(published.authors), len(published.used_institutes)
    yield f"% {count} authors, {places} institutes, {footnotes} different footnotes"
    if missing := _unsettable(published):
        codes = " ".join(f"U+{ord(char):04X}" for char in missing)
        yield f"% LaTeX has no macro for {codes}: printed as a question mark, see author.xml"


def _preamble(footnotes: int, *, t5: bool, orcid: bool) -> Iterator[str]:
    letters = ",altaffilletter" if footnotes > MAX_SYMBOLS else ""
    yield rf"\documentclass[aps,prd,reprint,superscriptaddress,bibnotes{letters}]{{revtex4-2}}"
    yield rf"\usepackage[{'T5,' if t5 else ''}T1]{{fontenc}}"
    yield r"\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}"
    if orcid:
        yield _ORCID
    if footnotes > MAX_LETTERS:
        yield _LETTERS


def _collaboration(published: PublishedList) -> str:
    names = []
    for collaboration in published.collaborations:
        name = collaboration.name.removesuffix("Collaboration").removeprefix("The ").strip()
        if name:
            names.append(f"The {name} Collaboration")
    return to_tex(" and ".join(names))


def _author(author: Author, institutes: dict[UUID, Institute]) -> Iterator[str]:
    orcid = rf"\,\orcidlink{{{author.orcid}}}" if author.orcid else ""
    yield ""
    yield rf"\author{{{_tied(_name(author))}{orcid}}}"
    for footnote in _footnotes(author, institutes):
        yield rf"\altaffiliation{{{to_tex(footnote)}}}"
    at_home = [each for each in author.affiliations if _is_at_home(each)]
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
        if not _is_at_home(each)
    )
    deceased = ("Deceased",) if author.deceased else ()
    return (*deceased, *elsewhere, *(note.printed for note in author.notes if note.text))


def _is_at_home(affiliation: Affiliation) -> bool:
    return canonical_connection(affiliation.connection) == Connection.AFFILIATED


def _unsettable(published: PublishedList) -> str:
    institutes = {institute.uuid: institute for institute in published.institutes}
    texts = [published.reference, *(collaboration.name for collaboration in published.collaborations)]
    for author in published.authors:
        texts += [_name(author), *_footnotes(author, institutes)]
    texts += [institute.printed for institute in published.used_institutes]
    return "".join(sorted(set("".join(map(unsettable, texts)))))


def _tied(name: str) -> str:
    return to_tex(name).replace(". ", ".~")
