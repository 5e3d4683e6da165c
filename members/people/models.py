"""Tables of the people."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from members.people.choices import Audience, IdentifierKind
from members.people.names import sort_key
from members.people.privacy import seen_by_members
from portal.history import tracked
from portal.listing import counted
from portal.periods import PeriodField, PeriodQuerySet, no_overlap, not_empty
from portal.ui.addresses import page_url


class PersonManager(models.Manager["Person"]):
    """The people: records that were merged into another are none of them (`Person.everybody` has those too)."""

    def get_queryset(self) -> models.QuerySet[Person]:
        return super().get_queryset().filter(merged_into__isnull=True)


@counted
@tracked(exclude=["sort_key", "search_name"])
class Person(models.Model):
    """Somebody the collaboration knows, member or not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="account"
    )
    given_name = models.CharField("given name", max_length=300, blank=True)
    family_name = models.CharField("family name", max_length=300)
    initials = models.CharField(max_length=40, blank=True, help_text="For example M.-S.; empty: from the given name.")
    suffix = models.CharField(max_length=20, blank=True, help_text="For example Jr. or III.")
    native_name = models.CharField("name in native script", max_length=300, blank=True)
    paper_name = models.CharField("name on papers", max_length=300, help_text="Roman letters, for example M.-S. Kim.")
    paper_given = models.CharField("given name on papers", max_length=300, blank=True)
    paper_family = models.CharField("family name on papers", max_length=300, blank=True)
    sort_override = models.CharField(
        "sorted as", max_length=300, blank=True, help_text="Only when the family name on papers sorts wrongly."
    )
    sort_key = models.CharField(max_length=320, editable=False, db_collation="C")
    search_name = models.TextField(editable=False, help_text="All forms of the name, folded, for the search box.")
    email = models.EmailField("e-mail", blank=True)
    email_confirmed_at = models.DateTimeField("address confirmed", null=True, blank=True)
    funding = models.CharField(max_length=300, blank=True, help_text="For example a fellowship, as printed on papers.")
    deceased = models.BooleanField(default=False)
    deceased_on = models.DateField("died on", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", help_text="The record that goes on."
    )
    erased_at = models.DateTimeField("contact data erased", null=True, blank=True)

    objects = PersonManager()
    everybody = models.Manager["Person"]()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_deceased", condition=models.Q(deceased_on__isnull=True) | models.Q(deceased=True)
            ),
            models.CheckConstraint(name="person_has_a_name", condition=~models.Q(family_name="")),
            models.CheckConstraint(
                name="person_merged_into_another",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
            ),
            models.CheckConstraint(
                name="person_erased_without_address", condition=models.Q(erased_at__isnull=True) | models.Q(email="")
            ),
        ]
        indexes = [
            # the list of people and author lists, in printed order
            models.Index(fields=["sort_key", "id"], name="person_sort"),
            # the search box, in any script and order
            GinIndex(fields=["search_name"], name="person_search_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name, self.suffix) if part)

    def get_absolute_url(self) -> str:
        return page_url("person", self.pk)

    lasting_places: frozenset[int] | None = None
    """Institutes of the memberships of today and later, where a page has read them already."""
    is_suspended: bool | None = None
    """Whether there is a suspension of today or later, where a page has read it already."""

    @cached_property
    def chosen_audiences(self) -> dict[str, str]:
        """By field who sees it, where the person chose; read once."""
        return {row.field: row.audience for row in self.audiences.all()} if self.pk else {}

    def _found_by(self) -> tuple[str, ...]:
        """The names under which members find the person: a name that members do not see is not searched either."""
        chosen = dict(self.audiences.values_list("field", "audience")) if self.pk else {}
        names = [self.given_name, self.family_name, self.paper_name, self.suffix]
        if self.native_name and seen_by_members("native_name", chosen.get("native_name")):
            names.append(self.native_name)
        if self.pk and seen_by_members("former_names", chosen.get("former_names")):
            for former in self.former_names.all():
                names += [former.given_name, former.family_name, former.native_name, former.paper_name]
            for gone in Person.everybody.filter(merged_into=self.pk):
                names += [gone.given_name, gone.family_name, gone.native_name, gone.paper_name]
        return tuple(names)

    def derive(self) -> None:
        """Set what follows from the names: the sort key and the search text."""
        from members.people.names import search_text  # slow import: not needed to read

        self.sort_key = sort_key(
            self.sort_override or self.paper_family or self.family_name, self.paper_given or self.given_name
        )
        self.search_name = search_text(*self._found_by())

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key", "search_name"}
        super().save(*args, **kwargs)


@counted
@tracked
class PersonIdentifier(models.Model):
    """An identifier of a person. One that fails its check is kept aside with the reason, never trusted."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=IdentifierKind)
    source = models.CharField(max_length=60, blank=True, help_text="As named by the file, for other kinds.")
    value = models.CharField(max_length=300)
    issuer = models.CharField(max_length=500, blank=True, help_text="Of a certificate: the name of the authority.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why it is not valid; empty when it is.")
    authenticated_at = models.DateTimeField(null=True, blank=True, help_text="When the owner proved it by signing in.")

    class Meta:
        verbose_name = "identifier of a person"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source", "value", "issuer"], name="person_identifier_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="identifier_of_one_person",
                condition=models.Q(problem="", kind__in=["ORCID", "INSPIRE", "CCID"]),
            ),
            models.UniqueConstraint(
                fields=["value", "issuer"],
                name="certificate_of_one_person",
                condition=models.Q(problem="", kind="CERT"),
            ),
            models.UniqueConstraint(
                fields=["source", "value"], name="account_of_one_person", condition=models.Q(problem="", kind="ACCOUNT")
            ),
            models.CheckConstraint(
                name="certificate_has_an_issuer",
                condition=~models.Q(kind="CERT", problem="") | ~models.Q(issuer=""),
                violation_error_message="a certificate is known by its subject and its issuer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@tracked
class PersonName(models.Model):
    """What a person was called in a period that is over; the present names stand on the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_names")
    given_name = models.CharField("given name", max_length=300, blank=True)
    family_name = models.CharField("family name", max_length=300)
    native_name = models.CharField("name in native script", max_length=300, blank=True)
    paper_name = models.CharField("name on papers", max_length=300, blank=True)
    period = PeriodField("from, until")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "earlier name of a person"
        ordering = ["-period"]
        constraints = [
            not_empty("person_name_period"),
            no_overlap("person_name_once_at_a_time", "person"),
            models.CheckConstraint(
                name="person_name_is_over",
                condition=models.Q(period__upper_inf=False),
                violation_error_message="an earlier name ends on a day",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name) if part)


@tracked
class PersonAddress(models.Model):
    """A further or earlier e-mail address, kept to recognise the person; mail goes to `Person.email` alone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    address = models.EmailField("e-mail")
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True)
    retired_on = models.DateField("no longer used since", null=True, blank=True)

    class Meta:
        verbose_name = "further address"
        verbose_name_plural = "further addresses"
        ordering = ["-confirmed_at", "pk"]
        constraints = [models.UniqueConstraint("person", Lower("address"), name="person_address_once")]
        indexes = [
            # who else has this address: the look for duplicates
            models.Index(Lower("address"), name="person_address_any_case"),
        ]

    def __str__(self) -> str:
        return self.address


@tracked
class FieldAudience(models.Model):
    """Who sees a field of a person, where the person chose other than the by-laws."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="audiences")
    field = models.CharField(max_length=30)
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        verbose_name = "audience of a field"
        constraints = [models.UniqueConstraint(fields=["person", "field"], name="field_audience_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_audience_display()}"


@tracked
class NotTheSame(models.Model):
    """Somebody looked: these two records are two people. They are not proposed for a merge again."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "pair of namesakes"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(name="not_the_same_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"


@tracked
class Merge(models.Model):
    """Two records became one; `moved` holds what came over, so that it can be undone."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="merged_by")
    moved = models.JSONField(help_text="By model the keys of the rows that came over, and the fields of `kept` before.")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "merge of two records"
        ordering = ["-merged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], name="merged_once_at_a_time", condition=models.Q(undone_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"
