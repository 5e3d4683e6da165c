"""The list of institutes."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from members.delegates.choices import TONES as VACANCY_TONES
from members.delegates.choices import Vacancy
from members.delegates.queries import vacancy
from members.institutes import policy, queries
from members.institutes.choices import TONES, InstituteKind, InstituteStatus
from members.institutes.models import Institute
from members.memberships.models import Delegate, Membership
from members.people.choices import BELONGING
from members.people.models import Person
from portal.listing import Column, Context, Listing


def _people_url(row: Any) -> str:
    """The list of exactly the people that the cell counts."""
    chosen: dict[str, Any] = {"at": row["pk"], "status": BELONGING}
    if row["day"] != timezone.localdate():
        chosen["as_of"] = row["day"].isoformat()
    return f"{reverse('people')}?{urlencode(chosen, doseq=True)}"


class InstitutesListing(Listing):
    """All institutes, as of a day."""

    name, path, detail = "institutes", "institutes/", "institute"
    model, noun, noun_plural, group = Institute, "institute", "institutes", "Members"
    needs = policy.LIST
    ordering = ("short_name", "pk")
    search = ("name", "short_name", "city", "inspire_name", "ror")
    search_label = "Name, city, INSPIRE name or ROR"
    has_as_of = True
    counted = (Institute, Membership, Person, Delegate)
    empty_text = "Institutes come with an imported author list; the membership office adds others."
    columns = (
        Column("short_name", "Institute", primary=True),
        Column("name", "Name on papers", shown=False),
        Column("city"),
        Column("country", "Country", filter="choice"),
        Column(
            "status",
            "Status",
            filter="choice",
            choices=InstituteStatus,
            tones=TONES,
            expr=lambda context: queries.status(context.on),
        ),
        Column("kind", "Kind", filter="choice", choices=InstituteKind),
        Column(
            "delegate",
            "Delegate",
            filter="choice",
            choices=Vacancy,
            tones=VACANCY_TONES,
            expr=lambda context: vacancy(context.on),
        ),
        Column("funding_agency", "Funding agency", filter="choice"),
        Column(
            "people",
            "People",
            kind="number",
            expr=lambda context: queries.people_count(context.on),
            href=_people_url,
            extra=lambda context: {"day": Value(context.on, DateField())},
        ),
        Column("inspire_name", "INSPIRE name", shown=False),
        Column("ror", "ROR", kind="code", shown=False),
        Column("address", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return Institute.objects.all()

    def scope(self, context: Context) -> str:
        return "all"
