"""The list of collections."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from datasets.collections import policy
from datasets.collections.choices import TONES, CollectionState
from datasets.collections.models import Collection
from portal.listing import Column, Context, Listing
from portal.policy import may


class CollectionsListing(Listing):
    """Collections of datasets to run on."""

    name, path, detail = "collections", "collections/", "collection"
    model, noun, noun_plural, group = Collection, "collection", "collections", "Data"
    needs = policy.LIST
    ordering = ("path",)
    search = ("path", "description")
    search_label = "Name or description, * for any text"
    counted = (Collection,)
    text_column = "path"
    empty_text = "No collection is published yet."
    columns = (
        Column("path", "Collection", kind="code", primary=True, short=lambda path: path.rsplit("/", 1)[-1],
               href=lambda row: reverse("collection", args=[row["pk"]])),
        Column("state", "State", filter="choice", choices=CollectionState, tones=TONES),
        Column("campaign", "Campaign", filter="choice"),
        Column("event_type", "Event type", filter="choice"),
        Column("energy", "Energy", filter="choice"),
        Column("data_level", "Level", filter="choice"),
        Column("general_skim", "General skim", filter="choice", shown=False),
        Column("skim_code", "Skim", filter="choice", shown=False),
        Column("version", kind="number", shown=False),
        Column("dataset_count", "Datasets", kind="number",
               href=lambda row: f"{reverse('datasets')}?{urlencode({'collection': row['pk']})}"),
        Column("luminosity", "Luminosity (fb⁻¹)", kind="number", sort=("luminosity",)),
        Column("events", kind="number", shown=False),
        Column("size", kind="bytes", shown=False),
        Column("published_on", "Published", kind="date", filter="dates"),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Collection.objects.all())

    def scope(self, context: Context) -> str:
        return "all" if may(context.user, "datasets:dataset:import") else "published"
