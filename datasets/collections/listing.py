"""The list of collections."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, When

from datasets.catalogue.choices import MARK_TONES, Mark
from datasets.catalogue.links import save_search, search
from datasets.collections import policy
from datasets.collections.actions import begin, edit
from datasets.collections.choices import TONES, CollectionState
from datasets.collections.forms import form_for
from datasets.collections.models import Collection
from datasets.collections.panels import MOVES
from datasets.luminosity.choices import Kind
from datasets.luminosity.units import lined_up
from datasets.notices import policy as notices
from datasets.notices import queries as known
from datasets.notices.models import CollectionMatch, Notice
from portal.listing import Action, Column, Context, Listing, Query
from portal.listing.columns import NONE
from portal.listing.filters import NumberFilter
from portal.listing.writing import Writes
from portal.policy import may
from portal.ui.addresses import page_url


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _datasets(row: Any) -> str:
    return search(collection=row["pk"])


def _use_instead(context: Context) -> Case:
    """The path of the successor, unless it must not be used either."""
    usable = Q(superseded_by__isnull=False) & ~Q(superseded_by__state=CollectionState.WITHDRAWN)
    return Case(When(usable, then=F("superseded_by__path")), output_field=CharField())


class CollectionsListing(Listing):
    """Collections of datasets to run on."""

    name, path, detail = "collections", "collections/", "collection"
    model, noun, noun_plural, group = Collection, "collection", "collections", "Data"
    needs = policy.LIST
    ordering = ("path",)
    search = ("path", "description")
    search_label = "Name or description, * for any text"
    fields = {
        "type": "event_type",
        "skim": "skim_code",
        "hlt": "general_skim",
        "level": "data_level",
        "lumi": "luminosity",
        "datasets": "dataset_count",
        "published": "published_on",
    }
    counted = (Collection, Notice, CollectionMatch)
    moves = MOVES
    bulk = ("publish",)
    writes = Writes(policy.MAKE, form_for, begin, edit)
    actions = (
        Action("New test collection", "collection_new", policy.MAKE, primary=True),
        Action("Import collections", "import_start", policy.MAKE, args=("collections",)),
    )
    text_column = "path"
    filters = {"notice": NumberFilter(label="with datasets affected by", decimal_places=0)}
    empty_text = "No collection is published yet; the production manager makes them."
    columns = (
        Column("path", "Collection", kind="code", primary=True, short=_name),
        Column("state", "State", filter="choice", choices=CollectionState, tones=TONES),
        Column("notices", "Notices", filter="choice", choices=Mark, tones=MARK_TONES,
               expr=lambda context: known.mark(), href=lambda row: page_url("collection", row["pk"]),
               help="What the open notices are to the datasets in it"),
        Column("campaign", "Campaign", filter="choice"),
        Column("event_type", "Event type", filter="choice"),
        Column("energy", "Energy", filter="choice"),
        Column("data_level", "Level", filter="choice", shown=False),
        Column("general_skim", "General skim", filter="choice", shown=False),
        Column("skim_code", "Skim", filter="choice", shown=False),
        Column("version", kind="number", shown=False),
        Column("dataset_count", "Datasets", kind="number", href=_datasets),
        Column("luminosity", "Luminosity (fb⁻¹)", kind="number", short=lined_up),
        Column("luminosity_error", "Error of the luminosity (fb⁻¹)", kind="number", shown=False),
        Column("luminosity_kind", "Kind of luminosity", filter="choice", choices=Kind, shown=False),
        Column("luminosity_processing", "Processing of the luminosity", filter="choice", shown=False),
        Column("files", kind="number", shown=False),
        Column("events", kind="number", shown=False),
        Column("size", kind="bytes", shown=False),
        Column("published_on", "Published", kind="date", filter="dates", shown=False),
        Column("superseded_by", "Superseded by", expr=_use_instead, shown=False, told=True,
               help="Which one to use instead; empty also when that one is withdrawn."),
        Column("description", shown=False),
        Column("reason", "Reason of the version", shown=False),
        Column("contact", shown=False),
        Column("maker", shown=False),
    )  # fmt: skip

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Collection.objects.all())

    def scope(self, context: Context) -> str:
        return "all" if may(context.user, policy.SEE_TESTS) else "published"

    def narrow(self, rows: QuerySet[Any], name: str, value: Any, query: Query) -> QuerySet[Any]:
        if name == "notices":
            return known.marked(rows, value, NONE)
        if name == "notice":
            seen = notices.visible(query.context.user, Notice.objects.filter(pk=int(value)))
            found = CollectionMatch.objects.filter(notice__in=seen.order_by().values("pk"))
            return rows.filter(pk__in=found.values("collection"))
        return super().narrow(rows, name, value, query)

    def words(self, name: str, value: Any, query: Query) -> str:
        found = notices.visible(query.context.user, Notice.objects.filter(pk=int(value))).first()
        return str(found or f"notice {value}")

    def links(self, query: Query) -> list[dict[str, Any]]:
        return save_search(query)
