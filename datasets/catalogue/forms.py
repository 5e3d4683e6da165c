"""Input of what a person sets on a dataset."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction

from datasets.catalogue.actions import PATH_LEVELS, curate, give_back
from datasets.catalogue.declared import LARGEST, LARGEST_COUNT
from datasets.catalogue.models import Dataset

VALUES = ("general_skim", "data_level", "background", "file_count", "events", "size")
NAMES = {"file_count": "files"}
"""A form has `files` of its own."""


class ValuesForm(forms.Form):
    """Values that stay whatever the sources say. What is not changed is not set."""

    general_skim = forms.CharField(max_length=16, required=False)
    data_level = forms.CharField(max_length=16, required=False)
    background = forms.CharField(label="Background level", max_length=16, required=False)
    file_count = forms.IntegerField(label="Files", min_value=0, max_value=LARGEST_COUNT, required=False)
    events = forms.IntegerField(min_value=0, max_value=LARGEST, required=False)
    size = forms.IntegerField(label="Size in bytes", min_value=0, max_value=LARGEST, required=False)
    back = forms.MultipleChoiceField(
        label="Give back to the sources", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label="Why", max_length=1000, help_text="It stands beside the value, with your name.")

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        self.dataset = dataset
        kwargs["initial"] = {name: getattr(dataset, NAMES.get(name, name)) for name in VALUES}
        super().__init__(*args, **kwargs)
        for name in PATH_LEVELS:
            if getattr(dataset.levels, name, ""):
                del self.fields[name]  # the path says it
        curated = list(dataset.curated_values.order_by("field").values_list("field", flat=True))
        if curated:
            self.fields["back"].choices = [(name, name.replace("_", " ")) for name in curated]  # type: ignore[attr-defined]
        else:
            del self.fields["back"]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        for name in ("file_count", "events", "size"):
            if name in self.changed_data and data.get(name) is None and name not in self.errors:
                self.add_error(name, "A figure cannot be taken away; give it back to the sources.")
        if not self.values and not data.get("back") and not self.errors:
            raise forms.ValidationError("Nothing is changed.")
        return data

    @transaction.atomic
    def carry_out(self, *, by: Any) -> None:
        """Set what was changed, and give back what was chosen. Raises MoveRefused, which names the field, Denied."""
        reason, back = self.cleaned_data["reason"], self.cleaned_data.get("back")
        if self.values:
            curate(self.dataset, by=by, reason=reason, **self.values)
        if back:
            give_back(self.dataset, *back, by=by, reason=reason)

    @property
    def values(self) -> dict[str, Any]:
        """What was changed."""
        return {
            NAMES.get(name, name): self.cleaned_data[name]
            for name in self.changed_data
            if name in VALUES and name in self.cleaned_data
        }
