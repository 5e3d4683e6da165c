"""Input of the verbs of a term."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from members.institutes.forms import DayField
from members.institutes.models import Institute
from members.people.models import Person


def people_of(institute: Institute) -> Any:
    """Who belongs, or will belong, to the institute."""
    lasting = Q(memberships__period__endswith__isnull=True) | Q(memberships__period__endswith__gt=timezone.localdate())
    rows = Person.objects.filter(lasting, memberships__institute=institute, deceased=False)
    return rows.distinct().order_by("sort_key", "pk")


class PersonForm(forms.Form):
    """Somebody of the institute, and from when."""

    person = forms.ModelChoiceField(queryset=Person.objects.none(), label="Person")
    on = DayField(label="From")

    def __init__(self, institute: Institute, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people_of(institute)


class AppointForm(PersonForm):
    """A new term."""

    deputy = forms.TypedChoiceField(
        label="As",
        choices=(("yes", "deputy"), ("no", "delegate")),
        coerce=lambda word: word == "yes",
        help_text="A deputy decides in the delegate's place.",
    )
    last_day = DayField(label="Last day", required=False, help_text="Empty: the longest term of the by-laws.")
    reason = forms.CharField(label="Why", max_length=500, required=False)
    field_order = ("person", "deputy", "on", "last_day", "reason")


class HandOverForm(PersonForm):
    """Who follows."""

    reason = forms.CharField(label="Why", max_length=500, required=False)
