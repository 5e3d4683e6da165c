"""Tables of the people."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from members.people.choices import IdentifierKind
from members.people.names import sort_key
from portal.history import tracked
from portal.listing import counted
from portal.ui.addresses import page_url


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

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_deceased", condition=models.Q(deceased_on__isnull=True) | models.Q(deceased=True)
            ),
            models.CheckConstraint(name="person_has_a_name", condition=~models.Q(family_name="")),
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

    def derive(self) -> None:
        """Set what follows from the names: the sort key and the search text."""
        from members.people.names import search_text  # slow import: not needed to read

        self.sort_key = sort_key(
            self.sort_override or self.paper_family or self.family_name, self.paper_given or self.given_name
        )
        self.search_name = search_text(
            self.given_name, self.family_name, self.native_name, self.paper_name, self.suffix
        )

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
    problem = models.CharField(max_length=200, blank=True, help_text="Why it is not valid; empty when it is.")
    authenticated_at = models.DateTimeField(null=True, blank=True, help_text="When the owner proved it by signing in.")

    class Meta:
        verbose_name = "identifier of a person"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "source", "value"], name="person_identifier_once"),
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="identifier_of_one_person",
                condition=models.Q(problem="", kind__in=["ORCID", "INSPIRE", "CCID"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
