"""Facts of the page of a person that have an audience: shown to it alone, with a word about who else sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.people import policy, privacy
from members.people.choices import KIND_FIELDS, Audience, IdentifierKind
from members.people.models import FieldAudience, Merge, Person, PersonAddress, PersonIdentifier, PersonName
from portal.detail import Cell, Fact, Rows, Shown, Table
from portal.policy import may
from portal.ui import components

NAMES = frozenset(
    (
        "given_name",
        "family_name",
        "suffix",
        "initials",
        "native_name",
        "paper_name",
        "paper_given",
        "paper_family",
        "sort_override",
    )
)
"""The columns in whose changes the earlier names of a person can be read."""

AUDIENCES = Rows(lambda key, on: FieldAudience.objects.filter(person=key).values("field", "audience"))
IDENTIFIERS = Rows(
    lambda key, on: (
        PersonIdentifier.objects.filter(person=key)
        .order_by("pk")
        .values("kind", "source", "value", "issuer", "problem", "authenticated_at")
    )
)
ADDRESSES = Rows(
    lambda key, on: (
        PersonAddress.objects.filter(person=key)
        .order_by("retired_on", "pk")
        .values("address", "confirmed_at", "retired_on")
    )
)
FORMER_NAMES = Rows(
    lambda key, on: (
        PersonName.objects.filter(person=key)
        .order_by("-period")
        .values("given_name", "family_name", "paper_name", since=F("period__startswith"), end=F("period__endswith"))
    )
)
MERGES = Rows(
    lambda key, on: (
        Merge.objects.filter(kept=key, undone_at__isnull=True)
        .order_by("-merged_at")
        .values("pk", "gone", "gone__given_name", "gone__family_name", "merged_at")
    )
)

MERGED = Rows(lambda key, on: Person.everybody.filter(merged_into=key).values("pk"))
GATHERED = (AUDIENCES, IDENTIFIERS, ADDRESSES, FORMER_NAMES, MERGES, MERGED)


def note(person: Person, shown: Shown, field: str) -> SafeString:
    """Who sees the field, for those who may change the record; a link where they may choose."""
    if not may(shown.user, policy.EDIT, person):
        return SafeString("")
    audience = policy.audience_of(person, field)
    words = "seen by nobody else" if audience == Audience.SELF else f"seen by {audience.label}"
    if not privacy.rule(field).choice:
        return format_html('<span class="small">{}</span>', words)
    return format_html('<a class="small" href="{}">{}</a>', reverse("person_audiences", args=[person.pk]), words)


def private(
    field: str, path: str, label: str, value: Callable[[Person, Shown], Any] | None = None, address: str = ""
) -> Fact:
    """A fact that exists for the audience of `field` alone; `address` links it, {} stands for the value."""

    def shown_value(person: Person, shown: Shown) -> Any:
        if not policy.may_see(shown.user, person, field):
            return None
        found = value(person, shown) if value else getattr(person, path)
        if not found:
            return None
        words = components.link(found, address.format(found) if address else None)
        return format_html("{} {} {}", words, components.copy(found), note(person, shown, field))

    return Fact(path, label, value=shown_value)


class SeenTable(Table):
    """A table that exists for the audience of `field` alone; its foot says who else sees it."""

    def __init__(
        self, field: str, title: str, rows: Callable[[Person, Shown], list[dict[str, Any]]], *cells: Cell
    ) -> None:
        super().__init__(title, rows, *cells)
        self.field = field

    def allowed(self, obj: Person, shown: Shown) -> bool:
        return policy.may_see(shown.user, obj, self.field)

    def context(self, obj: Person, shown: Shown) -> dict[str, Any] | None:
        context = super().context(obj, shown)
        return context and context | {"note": note(obj, shown, self.field)}


def identifier(kind: str) -> Callable[[Person, Shown], str]:
    """The value of one kind; a second one is odd and shown as well."""

    def value(person: Person, shown: Shown) -> str:
        rows = shown.gathered[IDENTIFIERS]
        return ", ".join(row["value"] for row in rows if row["kind"] == kind and not row["problem"])

    return value


def proved(person: Person, shown: Shown) -> Any:
    """When the owner of the ORCID iD proved it by signing in with it; nothing where it is only said."""
    if not policy.may_see(shown.user, person, "orcid"):
        return None
    rows = [row for row in shown.gathered[IDENTIFIERS] if row["kind"] == IdentifierKind.ORCID and not row["problem"]]
    return next((row["authenticated_at"] for row in rows if row["authenticated_at"]), None)


def of_kind(kind: str) -> Callable[[Person, Shown], list[dict[str, Any]]]:
    """The valid identifiers of one kind as rows."""
    return lambda person, shown: [
        row for row in shown.gathered[IDENTIFIERS] if row["kind"] == kind and not row["problem"]
    ]


def kept_aside(person: Person, shown: Shown) -> list[dict[str, Any]]:
    """Identifiers that failed a check or are of a kind without one, as far as the viewer may see the kind."""
    hidden = hidden_kinds(person, shown)
    rows = shown.gathered[IDENTIFIERS]
    return [
        row for row in rows if row["kind"] not in hidden and (row["problem"] or row["kind"] == IdentifierKind.OTHER)
    ]


def hidden_kinds(person: Person, shown: Shown) -> list[str]:
    """Kinds of identifiers outside of whose audience the viewer is."""
    return [str(kind) for kind, field in KIND_FIELDS.items() if not policy.may_see(shown.user, person, field)]


def hidden_fields(person: Person, shown: Shown) -> set[str]:
    """Columns whose changes the history must not tell the viewer.

    What the address was before is a further address, what the name was before an earlier name: who may not see those
    does not read them in the changes either.
    """
    hidden = set()

    def hides(field: str) -> bool:
        return not policy.may_see(shown.user, person, field)

    if hides("email"):
        hidden |= {"email", "email_confirmed_at", "user"}
    if hides("addresses"):
        hidden |= {"email", "personaddress.address", "personaddress.confirmed_at", "personaddress.retired_on"}
    if hides("native_name"):
        hidden.add("native_name")
    if hides("former_names"):
        hidden |= {*NAMES, "personname.period"}
    if not may(shown.user, policy.EDIT, person):
        hidden |= {"fieldaudience.field", "fieldaudience.audience"}
    return hidden


def hidden_rows(person: Person, shown: Shown) -> dict[str, Q]:
    """Rows of the related history that the viewer may not know of."""
    kinds = hidden_kinds(person, shown)
    return {"identifiers": Q(kind__in=kinds)} if kinds else {}
