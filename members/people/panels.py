"""The page of a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from members.groups.models import Appointment
from members.memberships import queries as memberships
from members.people import policy, queries
from members.people.choices import TONES, PersonStatus
from members.people.models import Person, PersonIdentifier
from portal.detail import Banner, Cell, Detail, Fact, Facts, Shown, Table


def until(period: Any) -> Any:
    """The last day of a half-open period."""
    return "open end" if period.upper is None else period.upper - timedelta(days=1)


def _identifier(person: Person, kind: str) -> str:
    """The value of one kind; a second one is odd and shown as well."""
    return ", ".join(item.value for item in person.identifiers.all() if item.kind == kind and not item.problem)


def _kept_aside(person: Person, shown: Shown) -> list[PersonIdentifier]:
    return [item for item in person.identifiers.all() if item.problem or item.kind == "OTHER"]


class PersonPage(Detail):
    """Who somebody is, where and since when, and in which roles."""

    model, name, path = Person, "person", "people/<int:pk>/"
    listing, group, noun_plural = "people", "Members", "people"
    needs = policy.SEE
    has_as_of = True
    related_history = ("memberships", "identifiers", "appointments", "delegations", "authorships", "author_notes")
    left = (
        Table(
            "Memberships",
            lambda person, shown: memberships.memberships_of(person),
            Cell(
                "Institute", lambda row: row.institute, href=lambda row: row.institute.get_absolute_url(), primary=True
            ),
            Cell("Category", lambda row: row.category),
            Cell("Connection", lambda row: row.get_connection_display()),
            Cell("From", lambda row: row.period.lower),
            Cell("Until", lambda row: until(row.period)),
            empty="No memberships are on record.",
        ),
        Table(
            "Roles",
            lambda person, shown: Appointment.objects.filter(person=person).select_related("group").order_by("-period"),
            Cell("Group", lambda row: row.group, href=lambda row: row.group.get_absolute_url(), primary=True),
            Cell("Post", lambda row: row.get_post_display()),
            Cell("From", lambda row: row.period.lower),
            Cell("Until", lambda row: until(row.period)),
        ),
        Table(
            "Delegate of",
            lambda person, shown: person.delegations.select_related("institute").order_by("-period"),
            Cell(
                "Institute", lambda row: row.institute, href=lambda row: row.institute.get_absolute_url(), primary=True
            ),
            Cell("As", lambda row: "deputy" if row.deputy else "delegate"),
            Cell("From", lambda row: row.period.lower),
            Cell("Until", lambda row: until(row.period)),
        ),
    )
    right = (
        Facts(
            "Name",
            Fact("given_name", "Given name"),
            Fact("family_name", "Family name"),
            Fact("suffix", "Suffix"),
            Fact("native_name", "Native script"),
            Fact("paper_name", "On papers", copy=True),
            Fact("sort_override", "Sorted as"),
        ),
        Facts("Contact", Fact("email", "E-mail", copy=True), needs=policy.SEE_PRIVATE),
        Facts(
            "Identifiers",
            Fact(
                "orcid",
                "ORCID",
                value=lambda person, shown: _identifier(person, "ORCID"),
                copy=True,
                href=lambda person: f"https://orcid.org/{_identifier(person, 'ORCID')}",
            ),
            Fact("inspire", "INSPIRE", value=lambda person, shown: _identifier(person, "INSPIRE"), copy=True),
            Fact("ccid", "CERN person id", value=lambda person, shown: _identifier(person, "CCID")),
        ),
        Table(
            "Kept aside",
            _kept_aside,
            Cell("As given", lambda item: item.value, primary=True),
            Cell("Source", lambda item: item.source or item.get_kind_display()),
            Cell("Why", lambda item: item.problem),
        ),
        Table(
            "Authorship",
            lambda person, shown: person.authorships.order_by("-period"),
            Cell("From", lambda row: row.period.lower, primary=True),
            Cell("Until", lambda row: until(row.period)),
        ),
        Table(
            "Footnotes on papers",
            lambda person, shown: person.author_notes.all(),
            Cell("Kind", lambda row: row.get_kind_display(), primary=True),
            Cell("Text", lambda row: row.text),
        ),
    )

    def visible(self, user: Any) -> QuerySet[Any]:
        return policy.visible(user, Person.objects.prefetch_related(Prefetch("identifiers")))

    def hidden_fields(self, obj: Any, shown: Shown) -> set[str]:
        """Who may not see the address does not see when it was confirmed, nor the name of the account."""
        hidden = super().hidden_fields(obj, shown)
        return hidden | {"email_confirmed_at", "user"} if "email" in hidden else hidden

    def tag(self, obj: Any, shown: Shown) -> tuple[str, str] | None:
        status = PersonStatus(queries.status_of(obj, shown.on))
        return str(status.label), str(TONES[status])

    def banners(self, obj: Any, shown: Shown) -> list[Banner]:
        if not obj.deceased:
            return []
        return [Banner("none", f"Died on {obj.deceased_on}." if obj.deceased_on else "Deceased.")]
