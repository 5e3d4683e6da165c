"""Input of the verbs of access tokens."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.models import ApiToken
from portal.accounts.tokens.actions import DAYS


class TokenForm(forms.Form):
    """A new access token."""

    name = forms.CharField(label="Name", max_length=100, help_text="Where it is used: laptop, nightly job.")
    scope = forms.ChoiceField(label="It may", choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ)
    days = forms.TypedChoiceField(label="It ends after", choices=list(DAYS.items()), coerce=int, initial=90)

    def clean_name(self) -> Any:
        name = self.cleaned_data["name"]
        if not name.isprintable():
            raise forms.ValidationError("A name has no control characters.")
        return name
