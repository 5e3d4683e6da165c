"""The list of institutes."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Q, QuerySet, Value
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
from portal.listing.lookups import pattern


def _people_url(row: Any) -> str:
    """The list of exactly the people that the cell counts."""
    chosen: dict[str, Any] = {"at": row["pk"], "status": BELONGING}
    if row["day"] != timezone.localdate():
        chosen["as_of"] = row["day"].isoformat()
    return f"{reverse('people')}?{urlencode(chosen, doseq=True)}"


def _called(what: str, label: str = "", **options: Any) -> Column:
    """A column with what the institute was called, or where it was, on the day of the list."""
    return Column(what, label, expr=lambda context: queries.called(what, context.on), **options)


class InstitutesListing(Listing):
    """All institutes, as of a day, each under its name of that day."""

    name, path, detail = "institutes", "institutes/", "institute"
    model, noun, noun_plural, group = Institute, "institute", "institutes", "Members"
    needs = policy.LIST
    ordering = ("called", "pk")
    search = ("name", "short_name", "city", "inspire_name", "ror")
    search_label = "Name, city, INSPIRE name or ROR"
    has_as_of = True
    counted = (Institute, Membership, Person, Delegate)  # what renames an institute writes its row, too
    empty_text = "Institutes come with an imported author list; the membership office adds others."
    columns = (
        _called("short_name", "Institute", primary=True, sort=("called",)),
        _called("name", "Name on papers", shown=False),
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
        _called("address", shown=False),
    )

    def base(self, context: Context) -> QuerySet[Any]:
        return Institute.objects.alias(called=queries.called("short_name", context.on))

    def find(self, rows: QuerySet[Any], text: str, context: Context) -> QuerySet[Any]:
        """Each word in one of the fields of now or in a former name: it is found by whatever it was called."""
        for word in text.split():
            like = pattern(word)
            wanted = Q(pk__in=queries.ever_called(like))
            for source in self.search:
                wanted |= Q(**{f"{source}__ilike": like})
            rows = rows.filter(wanted)
        return rows

    def scope(self, context: Context) -> str:
        return "all"
