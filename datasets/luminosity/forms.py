"""Input about good-run lists."""

from __future__ import annotations

from typing import Any

from django import forms

from datasets.luminosity.choices import Rule
from datasets.luminosity.models import GoodRunList
from datasets.luminosity.numbers import LARGEST_RUN, NumbersError, experiments_of, listed, text_of


class GoodRunListForm(forms.Form):
    """A list by rule or of listed runs."""

    name = forms.CharField(max_length=100)
    rule = forms.ChoiceField(choices=Rule.choices, label="Which runs")
    experiments = forms.CharField(
        max_length=100, required=False, help_text="For a rule: such as 7-8;10;12. Empty: all experiments."
    )
    energy = forms.CharField(max_length=16, required=False, help_text="For a rule: a label such as 4S. Empty: all.")
    run_low = forms.IntegerField(label="First run", required=False, min_value=0, max_value=LARGEST_RUN)
    run_high = forms.IntegerField(label="Last run", required=False, min_value=0, max_value=LARGEST_RUN)
    listed = forms.CharField(
        label="Runs listed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="For “the runs listed”: a line for each experiment, such as 18: 200-203, 205",
    )
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, found: GoodRunList | None, *args: Any, **kwargs: Any) -> None:
        self.found = found
        if found is not None and found.pk:
            names = ("name", "rule", "experiments", "energy", "run_low", "run_high", "description")
            kwargs["initial"] = {name: getattr(found, name) for name in names} | {"listed": written(found)}
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        there = GoodRunList.objects.filter(name=name).first()
        if there is not None and there != self.found:
            raise forms.ValidationError("There is a list of this name already.")
        return name

    def clean_experiments(self) -> str:
        text: str = self.cleaned_data["experiments"]
        try:
            experiments_of(text)
        except NumbersError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean_listed(self) -> Any:
        try:
            return listed(self.cleaned_data["listed"])
        except NumbersError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = found.get("run_low"), found.get("run_high")
        if low is not None and high is not None and high < low:
            self.add_error("run_high", "The last run is before the first one.")
        by_rule = found.get("rule") != Rule.LISTED
        if not by_rule and "listed" in found and not found["listed"]:
            self.add_error("listed", "Name the runs, or choose a rule.")
        if by_rule and found.get("listed"):
            self.add_error("listed", "A rule takes its runs itself; choose “the runs listed” to name them.")
        if not by_rule:
            for name in ("experiments", "energy", "run_low", "run_high"):
                if found.get(name) not in (None, ""):
                    self.add_error(name, "This narrows a rule, and here the runs are listed.")
        return found


class RemoveForm(forms.Form):
    """Why a list goes."""

    reason = forms.CharField(max_length=1000)


def written(found: GoodRunList) -> str:
    """The runs listed as `numbers.listed` reads them."""
    lines: dict[int, list[tuple[int, int]]] = {}
    for row in found.listed.all():
        lines.setdefault(row.experiment, []).append((row.low, row.high))
    return "\n".join(f"{experiment}: {text_of(ranges)}" for experiment, ranges in lines.items())
