"""Input of an author list."""

from __future__ import annotations

from typing import Any

from django import forms

from members.authorship.models import AuthorList
from members.people.names import clean
from portal.periods.asof import FIRST, LAST


class AuthorListForm(forms.ModelForm):
    """A paper, and the day whose authors sign it."""

    class Meta:
        model = AuthorList
        fields = ("title", "reference", "on")
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_title(self) -> str:
        return clean(self.cleaned_data["title"])

    def clean_reference(self) -> str:
        return clean(self.cleaned_data["reference"])

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not FIRST <= on <= LAST:
            raise forms.ValidationError(f"not within the years {FIRST.year} to {LAST.year}")
        return on
