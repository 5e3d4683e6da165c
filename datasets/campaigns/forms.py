"""Input of the verbs of a campaign."""

from __future__ import annotations

from typing import Any

from django import forms

from datasets.campaigns.actions import FACTS
from datasets.campaigns.experiments import ExperimentsError, parse, words
from datasets.campaigns.models import Campaign


class FactsForm(forms.ModelForm):
    """The facts of a campaign."""

    reason = forms.CharField(label="Why", max_length=500, required=False)

    class Meta:
        model = Campaign
        fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("releases", "parents", "parts"):
            field = self.fields[name]
            field.help_text = f"{field.help_text} Several with commas."
        self.fields["planned_luminosity"].widget.attrs["min"] = 0

    def clean_experiments(self) -> str:
        try:
            return words(parse(self.cleaned_data["experiments"]))
        except ExperimentsError as error:
            said = str(error)
            raise forms.ValidationError(f"{said[0].upper()}{said[1:]}.") from error

    def clean_planned_luminosity(self) -> Any:
        value = self.cleaned_data["planned_luminosity"]
        if value is not None and value < 0:
            raise forms.ValidationError("A luminosity is not negative.")
        return value


class NewForm(FactsForm):
    """A new campaign."""

    name = forms.CharField(label="Name", max_length=64, help_text="As paths write it; it never changes.")
    field_order = ("name", *FACTS, "reason")


def form_for(found: Campaign | None, data: Any = None) -> FactsForm:
    """The form of a new campaign, or of one that is there."""
    return NewForm(data) if found is None else FactsForm(data, instance=found)
