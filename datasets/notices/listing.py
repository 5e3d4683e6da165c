"""The list of notices."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from datasets.catalogue.links import collections as collections_url
from datasets.catalogue.links import search
from datasets.collections.models import Collection
from datasets.collections.policy import PUBLIC, SEE_TESTS
from datasets.notices import actions, policy
from datasets.notices.choices import SEVERITY_TONES, STATE_TONES, NoticeState, Severity
from datasets.notices.forms import EditForm, NoticeForm
from datasets.notices.models import CollectionMatch, Notice, NoticeMatch
from datasets.notices.panels import MOVES
from datasets.notices.queries import weight
from members.people.models import Person
from portal.listing import Action, Column, Context, Listing, Query
from portal.listing.filters import NumberFilter
from portal.listing.writing import Writes
from portal.policy import may


def _writer(context: Context) -> Subquery:
    """By the name on papers, which is short and in Roman letters."""
    return Subquery(
        Person.objects.filter(user=OuterRef("written_by")).values("paper_name")[:1], output_field=CharField()
    )


def _collections(context: Context) -> Coalesce:
    rows = CollectionMatch.objects.filter(notice=OuterRef("pk")).order_by()
    if not may(context.user, SEE_TESTS):
        rows = rows.filter(collection__state__in=PUBLIC)
    counted = rows.values("notice").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


class NoticesListing(Listing):
    """Known problems with what each affects; drafts only for those who keep notices."""

    name, path, detail = "notices", "notices/", "notice"
    model, noun, noun_plural, group = Notice, "notice", "notices", "Data"
    needs = policy.SEE
    ordering = ("-opened_on", "-pk")
    search = ("title", "body", "remedy")
    search_label = "Title or text"
    counted = (Notice, NoticeMatch, CollectionMatch, Collection, Person)
    moves = MOVES
    writes = Writes(
        policy.KEEP,
        lambda row, data: EditForm(data, instance=row) if row is not None else NoticeForm(data),
        actions.draft,
        actions.edit,
    )
    actions = (Action("New notice", "notice_new", policy.KEEP, primary=True),)
    empty_text = "Whoever manages the production writes them when something is found to be wrong."
    filters = {
        "dataset": NumberFilter(label="about dataset", decimal_places=0),
        "collection": NumberFilter(label="about collection", decimal_places=0),
    }
    columns = (
        Column("title", "Notice", primary=True),
        Column("severity", filter="choice", choices=Severity, tones=SEVERITY_TONES, sort=("x_weight",)),
        Column("state", filter="choice", choices=NoticeState, tones=STATE_TONES),
        Column("certain", "Datasets", kind="number", href=lambda row: search(notice_affects=row["pk"]),
               help="How many datasets it affects"),
        Column("possible", "Possibly affected", kind="number", href=lambda row: search(notice_may_affect=row["pk"]),
               help="How many datasets it may affect: they are merged over runs"),
        Column("collections", "Collections", kind="number", expr=_collections,
               href=lambda row: collections_url(notice=row["pk"]), help="How many collections hold one of them"),
        Column("opened_on", "Opened", kind="date", filter="dates"),
        Column("closed_on", "Closed", kind="date", filter="dates"),
        Column("resolution", "Resolved by", shown=False),
        Column("matching_since", "Being matched since", shown=False, told=True,
               help="A worker is finding what it affects; the numbers are older until this is empty"),
        Column("written_by", "Written by", expr=_writer, filter="text", shown=False),
        Column("query", "Search", kind="code", shown=False),
        Column("runs", "Runs", shown=False),
        Column("paths", "Paths", shown=False),
        Column("body", "What is wrong", shown=False),
        Column("remedy", "What to do", shown=False),
    )  # fmt: skip

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Notice.objects.annotate(x_weight=weight()))

    def scope(self, context: Context) -> str:
        return "all" if may(context.user, policy.KEEP) else "opened"

    def narrow(self, rows: QuerySet[Any], name: str, value: Any, query: Query) -> QuerySet[Any]:
        if name == "dataset":
            return rows.filter(matches__dataset=int(value))
        if name == "collection":
            return rows.filter(collections__collection=int(value))
        return super().narrow(rows, name, value, query)
