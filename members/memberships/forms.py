"""Input of a membership request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.memberships.models import Category, MembershipRequest
from members.people.identifiers import orcid
from members.people.names import clean
from portal.periods import current_q


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class JoinForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a newcomer tells. Everything is shown to the delegates of the institute, and nobody else."""

    orcid = forms.CharField(label="ORCID", max_length=60, required=False, help_text="The iD or its address.")

    class Meta:
        model = MembershipRequest
        fields = (
            "given_name", "family_name", "native_name", "email", "orcid",
            "institute", "category", "starts_on", "ends_on", "message",
        )
        widgets = {"starts_on": DayInput(), "ends_on": DayInput(), "message": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "given_name": "Leave empty if you have one name only.",
            "native_name": "For example 山田太郎; leave empty if it is written as above.",
            "email": "A link to confirm it is sent there.",
            "ends_on": "If it is known, for example the end of a contract.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institute"].queryset = open_institutes()  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.all()  # type: ignore[attr-defined]

    def clean_given_name(self) -> str:
        return clean(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        name = clean(self.cleaned_data["family_name"])
        if not name:
            raise forms.ValidationError("Write the family name; control characters alone are no name.")
        return name

    def clean_native_name(self) -> str:
        return clean(self.cleaned_data["native_name"])

    def clean_orcid(self) -> str:
        text = self.cleaned_data["orcid"].strip()
        if not text:
            return ""
        checked = orcid(text)
        if checked.problem:
            raise forms.ValidationError(f"{checked.problem[0].upper()}{checked.problem[1:]}.")
        return checked.value

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day lies before the first.")
        return data


def open_institutes() -> QuerySet[Institute]:
    """Institutes that people can join today."""
    return Institute.objects.filter(current_q(timezone.localdate())).exclude(kind=InstituteKind.EXTERNAL)
