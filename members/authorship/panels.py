"""The page of an author list."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from members.authorship import actions, policy
from members.authorship.choices import TONES
from members.authorship.exports import FORMATS
from members.authorship.lifecycle import AUTHOR_LIST
from members.authorship.models import AuthorList
from members.authorship.published import Author, PublishedList
from members.authorship.queries import published_list
from members.authorship.snapshots import load
from portal.detail import Cell, Detail, Fact, Facts, Shown, Table, Template
from portal.lifecycle.moves import Moves

MOVES = Moves(
    AUTHOR_LIST,
    {"freeze": actions.freeze},
    lambda user, pk: get_object_or_404(AuthorList, pk=pk),
    name="author_list_move",
    prefix="author-lists/",
    see=policy.SEE,
    tones=TONES,
)
AUTHORS_SHOWN = 100


def content(author_list: AuthorList) -> PublishedList:
    """What was frozen, or what the record says now."""
    if author_list.content is not None:
        return load(author_list.content)
    return published_list(author_list.on, author_list.reference)


def _rows(author_list: AuthorList, shown: Shown) -> list[tuple[Author, str]]:
    published = content(author_list)
    names = {institute.uuid: institute.inspire_name or institute.name for institute in published.institutes}
    return [
        (author, "; ".join(names[place.institute] for place in author.affiliations))
        for author in published.authors[:AUTHORS_SHOWN]
    ]


def _exports(author_list: AuthorList, shown: Shown) -> dict[str, Any]:
    links = [(item.label, reverse("author_list_export", args=[author_list.pk, name])) for name, item in FORMATS.items()]
    return {"links": links}


class AuthorListPage(Detail):
    """Who signs one paper, and the files for journals, arXiv and INSPIRE."""

    model, name, path = AuthorList, "author_list", "author-lists/<int:pk>/"
    listing, group, noun_plural = "author_lists", "Publications", "author lists"
    needs = policy.SEE
    moves = MOVES
    left = (
        Template("Export", "members/_exports.html", _exports, needs=policy.EXPORT),
        Table(
            f"The first {AUTHORS_SHOWN} authors",
            _rows,
            Cell("Name on papers", lambda row: row[0].printed, primary=True),
            Cell("Affiliations", lambda row: row[1]),
            Cell(
                "Notes",
                lambda row: "; ".join([*(["deceased"] if row[0].deceased else []), *(n.printed for n in row[0].notes)]),
            ),
            Cell("ORCID", lambda row: row[0].orcid, mono=True),
            empty="Nobody has an active authorship on the day of this list.",
        ),
    )
    right = (
        Facts(
            "Facts",
            Fact("reference", "Reference", copy=True),
            Fact("on", "As of"),
            Fact(
                "author_count",
                "Authors",
                kind="number",
                value=lambda row, shown: row.author_count or len(content(row).authors),
            ),
            Fact("frozen_at", "Frozen"),
            Fact("sha256", "SHA-256", copy=True),
        ),
    )

    def title(self, obj: Any) -> str:
        return str(obj.title)
