"""The search for datasets."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join

from datasets.catalogue import policy
from datasets.catalogue.choices import DECLARED_TONES, MARK_TONES, TONES, DatasetClass, DatasetState, Declared, Mark
from datasets.catalogue.links import save_search, tail
from datasets.catalogue.models import Dataset, DatasetCell, DatasetMark
from datasets.catalogue.moves import MOVES
from datasets.collections import policy as collections
from datasets.collections.instead import path_instead, paths_instead
from datasets.collections.listing import CollectionsListing
from datasets.collections.models import Collection, CollectionMember
from datasets.collections.queries import successor
from datasets.luminosity import sample_energies as energies
from datasets.notices import policy as notices
from datasets.notices import queries as known
from datasets.notices.models import Notice, NoticeMatch
from portal.listing import Column, Context, Listing, Query
from portal.listing.base import Action
from portal.listing.filters import NumberFilter
from portal.listing.query import read_query
from portal.policy import may
from portal.ui.addresses import page_url

_COLLECTIONS = CollectionsListing()
_SHARED = ("campaign", "event_type", "energy", "data_level", "general_skim", "skim_code")
"""The columns that say the same of a dataset and of a collection."""
_NAMED = 3
"""How many collections the hint and the header name."""
_FEW = 200
"""As many datasets are looked at, each by itself, before they are exported."""


_MATCHES: dict[str, dict[str, bool]] = {
    "notice": {},
    "notice_affects": {"certain": True},
    "notice_may_affect": {"certain": False},
}


class DatasetsListing(Listing):
    """Datasets by the levels of their paths."""

    name, path, detail = "datasets", "datasets/", "dataset"
    model, noun, noun_plural, group = Dataset, "dataset", "datasets", "Data"
    needs = policy.SEE
    ordering = ("path",)
    search = ("path",)
    search_label = "Any part of a path, * for any text"
    fields = {
        "exp": "experiment",
        "type": "event_type",
        "skim": "skim_code",
        "hlt": "general_skim",
        "tag": "global_tag",
        "level": "data_level",
        "prod": "production",
        "first": "run_low",
        "last": "run_high",
        "class": "data_class",
    }
    counted = (Dataset, DatasetMark, Collection, CollectionMember, Notice, NoticeMatch)
    cells = DatasetCell
    moves = MOVES
    text_column = "path"
    actions = (
        Action("Coverage", "coverage", policy.SEE),
        Action("Into a collection", "collection_found", collections.MAKE, carries=True),
        Action("Import datasets", "import_start", policy.IMPORT, args=("datasets",)),
        Action("Import figures", "import_start", policy.IMPORT, args=("dataset-lines",)),
        Action("Import a file catalogue", "import_start", policy.IMPORT, args=("rucio",)),
    )
    empty_text = "The production manager can import a list of paths."
    filters = {
        "collection": NumberFilter(label="in collection", decimal_places=0),
        "not_in": NumberFilter(label="not in collection", decimal_places=0),
        "notice": NumberFilter(label="affected, surely or possibly, by", decimal_places=0),
        "notice_affects": NumberFilter(label="affected by", decimal_places=0),
        "notice_may_affect": NumberFilter(label="possibly affected by", decimal_places=0),
    }
    columns = (
        Column("path", "Path", kind="code", primary=True, short=tail),
        Column("notices", "Notices", expr=lambda context: F("marked__notices"), filter="choice", choices=Mark,
               tones=MARK_TONES, sort=(),
               href=lambda row: page_url("dataset", row["pk"]),
               help="What the open notices are to it"),
        Column("campaign", "Campaign", filter="choice"),
        Column("event_type", "Event type", filter="choice"),
        Column("experiment", "Exp", kind="number", short=str, prefix="e", filter="choice"),
        Column("run", "Run", sort=("run_low",), filter="overlap", span="runs", prefix="r"),
        Column("energy", "Energy", filter="choice", shown=False),
        Column("energy_label", "Energy label", expr=lambda context: energies.label(), sort=(), shown=False, told=True,
               help="Also where the path has the number of MeV."),
        Column("energy_gev", "Energy (GeV)", expr=lambda context: energies.value(), sort=(), shown=False, told=True,
               help="A number, or from..below where only the range of the label is known."),
        Column("general_skim", "General skim", filter="choice", shown=False),
        Column("skim_code", "Skim", filter="choice", shown=False),
        Column("data_level", "Level", filter="choice", shown=False),
        Column("background", "Background", filter="choice", shown=False),
        Column("release", "Release", filter="choice", shown=False,
               short=lambda release: release.removeprefix("release-")),
        Column("global_tag", "Global tag", filter="choice", kind="number", short=str, prefix="DB",
               shown=False),
        Column("production", "Production", filter="exact", kind="number", short=str, prefix="prod", shown=False),
        Column("run_low", "First run", kind="number", short=str, prefix="r", shown=False),
        Column("run_high", "Last run", kind="number", short=str, prefix="r", shown=False),
        Column("files", kind="number", shown=False),
        Column("events", kind="number"),
        Column("size", kind="bytes", shown=False),
        Column("state", "State", filter="choice", choices=DatasetState, tones=TONES),
        Column(
            "declared",
            "Declared",
            filter="choice",
            choices=Declared,
            tones=DECLARED_TONES,
            shown=False,
            help="What the producer declares: a mismatch is another value than the path has.",
        ),
        Column("last_seen_at", "Last seen", kind="instant", shown=False),
        Column("missing_since", "Missing since", kind="instant", filter="dates", shown=False),
        Column("use_instead", "Use instead", expr=lambda context: path_instead(), sort=(), shown=False,
               help="The collection that replaces those out of use, where only such ones hold the dataset."),
        Column("data_class", "Class", filter="choice", choices=DatasetClass, shown=False),
        Column("scope", "Scope", shown=False),
    )  # fmt: skip

    def scope(self, context: Context) -> str:
        return "all" if may(context.user, collections.SEE_TESTS) else "published"

    def narrow(self, rows: QuerySet[Any], name: str, value: Any, query: Query) -> QuerySet[Any]:
        if name not in self.filters:
            return super().narrow(rows, name, value, query)
        if name in _MATCHES:
            seen = notices.visible(query.context.user, Notice.objects.filter(pk=int(value)))
            found = NoticeMatch.objects.filter(notice__in=seen.order_by().values("pk"), **_MATCHES[name])
            return rows.filter(pk__in=found.values("dataset"))
        wanted = collections.visible(query.context.user, Collection.objects.filter(pk=int(value)))
        if name == "collection":
            return rows.filter(collections__collection__in=wanted)
        return rows.exclude(pk__in=CollectionMember.objects.filter(collection__in=wanted).values("dataset"))

    def words(self, name: str, value: Any, query: Query) -> str:
        if name in _MATCHES:
            notice = notices.visible(query.context.user, Notice.objects.filter(pk=int(value))).first()
            return str(notice or f"notice {value}")
        found = collections.visible(query.context.user, Collection.objects.filter(pk=int(value))).first()
        return str(found or value)

    def headers(self, query: Query) -> dict[str, str]:
        """A file of paths is read by machines: what is known to be wrong with some of them stands in its head.

        So does what to use instead of the collection whose datasets are listed (RFC 5829).
        """
        found = self.remember(query, "header of notices", lambda: known.header(known.among(self.select(query))))
        said = {"X-Notices": found} if found else {}
        instead = self._instead(query)
        if instead is not None:
            address = iri_to_uri(f"{settings.BASE_URL}{instead.get_absolute_url()}")
            said |= {"X-Superseded-By": quote(instead.path), "Link": f'<{address}>; rel="successor-version"'}
        elif paths := self._replaced(query):
            said["X-Superseded-By"] = ", ".join(map(quote, paths))
        return said

    def _replaced(self, query: Query) -> list[str]:
        """What replaces datasets that were asked for by text or production, of which there are few: whoever exports a
        whole campaign has not chosen any of them, and would wait for the answer.
        """
        if query.values.get("collection") or not (query.words or query.values.get("production")):
            return []

        def found() -> list[str]:
            keys = list(self.select(query).order_by().values_list("pk", flat=True)[: _FEW + 1])
            return paths_instead(Dataset.objects.filter(pk__in=keys))[:_NAMED] if len(keys) <= _FEW else []

        paths: list[str] = self.remember(query, "header of successors", found)
        return paths

    def _instead(self, query: Query) -> Collection | None:
        """What supersedes the collection that the query is about, as far as its viewer may know."""
        chosen = query.values.get("collection")
        if chosen is None:
            return None
        rows = collections.visible(query.context.user, Collection.objects.all())
        found = rows.filter(pk=int(chosen)).select_related("superseded_by").first()
        return successor(found) if found else None

    def links(self, query: Query) -> list[dict[str, Any]]:
        return save_search(query)

    def hint(self, query: Query) -> str:
        """Collections are complete and checked; a search that is one should not be run on by hand."""
        instead = self._instead(query)
        if instead is not None:
            link = format_html('<a href="{}">{}</a>', instead.get_absolute_url(), instead)
            return format_html("<b>Superseded.</b> This collection is out of date: use {} instead.", link)
        if not query.values.get("campaign") or query.values.get("collection"):
            return ""
        return self.remember(query, "hint", lambda: self._collections(query))

    def _collections(self, query: Query) -> str:
        """The published collections of what was chosen, by name."""
        params = QueryDict("state=published", mutable=True)
        for name in _SHARED:
            params.setlist(name, query.values.get(name) or [])
        asked = read_query(_COLLECTIONS, query.context, params)
        count = _COLLECTIONS.total(asked)
        if not count:
            return ""
        shown = _COLLECTIONS.rows(asked, (_COLLECTIONS.by_name["path"],))[:_NAMED]
        names = format_html_join(
            ", ", '<a href="{}">{}</a>', ((_COLLECTIONS.row_url(row), row["path"].rsplit("/", 1)[-1]) for row in shown)
        )
        more = (
            format_html(' and <a href="{}{}">{} more</a>', reverse("collections"), asked.url(), count - _NAMED)
            if count > _NAMED
            else ""
        )
        noun = "a published collection" if count == 1 else f"{count:,} published collections"
        return format_html(
            "There {} {} of this: {}{}. Collections are complete and checked; prefer them.",
            "is" if count == 1 else "are",
            noun,
            names,
            more,
        )

    def order(self, query: Query) -> tuple[str, ...]:
        """The members of one collection stand in its own order."""
        if query.values.get("collection") and not query.sort:
            return ("collections__position", "pk")
        return super().order(query)
