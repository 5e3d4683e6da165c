"""Input of the verbs of a calibration."""

from __future__ import annotations

from typing import Any

from django import forms

from datasets.calibration.actions import FACTS
from datasets.calibration.choices import DATES, CalibrationState
from datasets.calibration.models import Calibration
from datasets.campaigns.models import Campaign


class FactsForm(forms.ModelForm):
    """The facts of a calibration, with the days of the states that it has reached."""

    reason = forms.CharField(label="Why", max_length=500, required=False)

    class Meta:
        model = Calibration
        fields = (*DATES.values(), *FACTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DATES.values():
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["luminosity"].widget.attrs["min"] = 0

    def _post_clean(self) -> None:
        """The verbs judge, in words that name the field."""


class NewForm(FactsForm):
    """A new calibration, which is planned."""

    campaign = forms.ModelChoiceField(Campaign.objects.order_by("name"), to_field_name="name", label="Campaign")
    part = forms.CharField(label="Part", max_length=64, help_text="One of the parts of the campaign, like bucket40.")

    class Meta:
        model = Calibration
        fields = FACTS

    field_order = ("campaign", "part", *FACTS, "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)
        self.fields["luminosity"].widget.attrs["min"] = 0


class PageForm(FactsForm):
    """On the page only the days that the calibration has reached stand there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = list(CalibrationState)
        reached = states[: states.index(CalibrationState(self.instance.state)) + 1]
        for state, name in DATES.items():
            if state not in reached:
                del self.fields[name]
            else:
                self.fields[name].required = True


def page_form(found: Calibration | None, data: Any = None) -> FactsForm:
    """The same on a page."""
    return NewForm(data) if found is None else PageForm(data, instance=found)


def form_for(found: Calibration | None, data: Any = None) -> FactsForm:
    """The form of a new calibration, or of one that is there."""
    return NewForm(data) if found is None else FactsForm(data, instance=found)
