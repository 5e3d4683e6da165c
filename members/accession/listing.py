"""The lists of institutes that join and leave."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, QuerySet, Value

from members.accession import policy
from members.accession.choices import DEPARTURE_TONES, TONES, ApplicationState, DepartureState
from members.accession.models import Application, Departure
from members.accession.panels import MOVES
from members.institutes.models import Institute
from members.people.policy import is_office
from portal.listing import Action, Column, Context, Listing
from portal.policy import is_administrator


class ApplicationsListing(Listing):
    """Institutes that want to join, or did."""

    name, path, detail = "applications", "joining-institutes/", "application"
    model, noun, noun_plural, group = Application, "application", "joining institutes", "Members"
    needs = policy.LIST
    ordering = ("-filed_at", "pk")
    search = ("institute_name", "short_name", "city")
    search_label = "Institute or city"
    counted = (Application,)
    moves = MOVES
    actions = (Action("File an application", "application_new", policy.APPLY, primary=True),)
    empty_text = "No institute has asked to join. Any member may file the application of one."
    columns = (
        Column("short_name", "Institute", primary=True),
        Column("institute_name", "Name", shown=False),
        Column("city"),
        Column("country", "Country", filter="choice"),
        Column("state", "State", filter="choice", choices=ApplicationState, tones=TONES),
        Column("submitted_at", "Submitted", kind="instant"),
        Column("meeting_on", "Board meeting", kind="date", filter="dates"),
        Column("decided_on", "Decided", kind="date", filter="dates"),
        Column("contact_name", "Contact", needs=policy.DECIDE, shown=False),
        Column("contact_email", "E-mail", needs=policy.DECIDE, shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return policy.visible(context.user, Application.objects.all())

    def scope(self, context: Context) -> str:
        if is_office.test(context.user, None) or is_administrator.test(context.user, None):
            return "all"
        return super().scope(context)


class DeparturesListing(Listing):
    """Institutes that leave, or left by an announcement."""

    name, path, detail = "departures", "leaving-institutes/", "departure"
    model, noun, noun_plural, group = Departure, "departure", "leaving institutes", "Members"
    needs = policy.SEE_DEPARTURES
    ordering = ("-on", "pk")
    search = ("institute__name", "institute__short_name")
    search_label = "Institute"
    counted = (Departure, Institute)
    empty_text = "No institute has announced that it leaves. The office announces it on the page of the institute."
    columns = (
        Column(
            "institute.short_name",
            "Institute",
            primary=True,
        ),
        Column(
            "last_day",
            "Last day",
            kind="date",
            filter="dates",
            expr=lambda context: ExpressionWrapper(F("on") - Value(1), output_field=DateField()),
        ),
        Column("state", "State", filter="choice", choices=DepartureState, tones=DEPARTURE_TONES),
        Column("announced_at", "Announced", kind="instant"),
        Column("reason", "Reason", shown=False),
    )

    def scope(self, context: Context) -> str:
        return "all"
