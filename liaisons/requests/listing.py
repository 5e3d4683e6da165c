"""The list of signal-MC requests: filtered, it is the console of a liaison and of the production manager."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, ExtractDay, Now

from datasets.campaigns.models import Campaign
from liaisons.assignments.policy import is_production_manager
from liaisons.decayfiles.models import DecayFile
from liaisons.requests import policy
from liaisons.requests.choices import TONES, Priority, RequestState
from liaisons.requests.models import SignalRequest
from liaisons.requests.panels import MOVES
from members.groups.models import Group
from members.people.models import Person
from portal.listing import Column, Context, Listing
from portal.listing.base import Action
from portal.policy import facts
from portal.ui.addresses import page_url


def _filer() -> Subquery:
    """Who filed it, by the name on papers, which is short and in Roman letters."""
    return Subquery(Person.objects.filter(user=OuterRef("filed_by")).values("paper_name")[:1])


def _age() -> ExtractDay:
    """Whole days since it was submitted (filed, for a draft), until it was closed."""
    return ExtractDay(Coalesce(F("closed_at"), Now()) - Coalesce(F("submitted_at"), F("created_at")))


def _own(context: Context) -> Case:
    groups = facts(context.user).get("liaison_of", frozenset())
    return Case(When(group__in=groups, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _file_url(row: Any) -> str:
    return page_url("decay_file", row["decay_file"])


class RequestsListing(Listing):
    """Signal-MC requests with where they stand; drafts only for their working group and the production."""

    name, path, detail = "requests", "requests/", "signal_request"
    model, noun, noun_plural, group = SignalRequest, "signal-MC request", "signal-MC requests", "Requests"
    needs = policy.LIST
    ordering = ("-created_at", "-pk")
    counted = (SignalRequest, DecayFile, Campaign, Group, Person)
    search = (
        *("title", "purpose", "campaign__name"),
        *("decay_file__event_type", "decay_file__nickname", "decay_file__descriptor"),
    )
    search_label = "Title, event type, nickname, decay"
    actions = (Action("New request", "signal_request_new", policy.FILE, primary=True),)
    moves, bulk = MOVES, ("accept", "return")
    empty_text = "Liaisons of the working groups file requests; groups and roles tell who that is."
    columns = (
        Column(
            "request",
            "Request",
            primary=True,
            expr=lambda context: Concat(Value("#"), "pk", Value(" "), "title", output_field=CharField()),
            sort=("pk",),
        ),
        Column("state", filter="choice", choices=RequestState, tones=TONES),
        Column("group.code", "Group", filter="choice", name="group"),
        Column("decay_file.event_type", "Event type", kind="code", filter="text", name="event_type", href=_file_url,
               uses=("decay_file",)),
        Column("decay_file.nickname", "Nickname", name="nickname", shown=False),
        Column("campaign.name", "Campaign", filter="choice", name="campaign"),
        Column("events", kind="number"),
        Column("energy", filter="choice", shown=False),
        Column("priority", filter="choice", choices=Priority),
        Column("age", "Days", kind="number", expr=lambda context: _age(),
               help="Days since it was submitted (filed, for a draft), until it was closed"),
        Column("filed_by", "Filed by", expr=lambda context: _filer(), filter="text", shown=False),
        Column("production", kind="code", filter="exact", shown=False),
        Column("submitted_at", "Submitted", kind="instant", filter="dates", shown=False),
        Column("closed_at", "Closed", kind="instant", shown=False),
        Column("needed_by", "Needed by", kind="date", shown=False),
        Column("own", "Own groups", kind="flag", filter="choice", needs=policy.FILE, expr=_own, shown=False),
    )  # fmt: skip

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, SignalRequest.objects.all())

    def scope(self, context: Context) -> str:
        """What is visible depends on the posts of today and on nothing else."""
        groups = sorted(facts(context.user).get("liaison_of", frozenset()))
        return f"{is_production_manager.test(context.user, None)}|{groups}"
