"""Input of the verbs of a collection."""

from __future__ import annotations

from typing import Any

from django import forms

from datasets.catalogue.models import Dataset
from datasets.collections import policy
from datasets.collections.actions import FACTS
from datasets.collections.choices import OPEN
from datasets.collections.models import Collection
from datasets.luminosity.units import ZERO, Luminosity, Unit, UnitError

SHOWN = 5
MOST = 50_000
"""Paths that a form takes; more come by an import."""


class LuminosityField(forms.CharField):
    """A luminosity with its unit; the value is the number in fb⁻¹."""

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else Luminosity.of(value, Unit.FB).text()

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = Luminosity.parse(text)
            _ = found.stored
        except UnitError as error:
            raise forms.ValidationError(f"{error}.") from error
        if found < ZERO:
            raise forms.ValidationError("A luminosity is not negative.")
        return found.number(Unit.FB)


_ERROR = forms.TextInput({"id": "id_error_of_luminosity"})
"""The usual name, id_luminosity_error, is that of what is wrong with the luminosity."""


class FactsForm(forms.ModelForm):
    """The facts of an open collection."""

    luminosity = LuminosityField(required=False, max_length=60, help_text="With its unit, such as 8.609 fb-1.")
    luminosity_error = LuminosityField(required=False, max_length=60, help_text="With its unit.", widget=_ERROR)

    class Meta:
        model = Collection
        fields = FACTS


class NewForm(FactsForm):
    """A new test collection."""

    path = forms.CharField(max_length=300, help_text="Such as /belle/collection/test/NAME_v1; it never changes.")
    field_order = ("path", *FACTS)


def form_for(found: Collection | None, data: Any = None) -> FactsForm:
    """The form of a new collection, or of one that is there."""
    return NewForm(data) if found is None else FactsForm(data, instance=found)


class ReasonForm(forms.Form):
    """Why a new version is needed."""

    reason = forms.CharField(
        label="Reason of the new version", widget=forms.Textarea, max_length=4000, help_text="It stands on its page."
    )


class MembersForm(forms.Form):
    """Pasted paths, one a line, and what to do with them."""

    HOW = (
        ("add", "Add them behind the members"),
        ("remove", "Take them out"),
        ("set", "Exactly these are the members, in this order"),
    )
    paths = forms.CharField(
        label="Paths of datasets", widget=forms.Textarea(attrs={"rows": 12}), help_text="One a line."
    )
    how = forms.ChoiceField(label="What to do", choices=HOW, initial="add", widget=forms.RadioSelect)

    def clean_paths(self) -> list[Dataset]:
        """The datasets in the order of the lines. Names those that are not in the catalogue."""
        lines = self.cleaned_data["paths"].splitlines()
        paths = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        if len(paths) > MOST:
            raise forms.ValidationError(f"These are more than {MOST:,} paths; import them as JSON lines.")
        rows = {row.path: row for row in Dataset.objects.filter(path__in=paths).only("pk", "path")}
        if unknown := [path for path in paths if path not in rows]:
            more = f" and {len(unknown) - SHOWN:,} more" if len(unknown) > SHOWN else ""
            raise forms.ValidationError(f"Not in the catalogue: {', '.join(unknown[:SHOWN])}{more}.")
        if not paths:
            raise forms.ValidationError("There is no path in it.")
        return [rows[path] for path in dict.fromkeys(paths)]


class FoundForm(forms.Form):
    """Where the datasets of a search go: into an open collection, or into a new one."""

    into = forms.ModelChoiceField(
        Collection.objects.none(), label="Open collection", required=False, empty_label="a new one"
    )
    path = forms.CharField(
        label="Path of the new collection", max_length=300, required=False,
        help_text="Such as /belle/collection/test/NAME_v1.",
    )  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = policy.visible(user, Collection.objects.filter(state__in=OPEN)).order_by("state", "path")
        self.fields["into"].queryset = rows.reverse()  # type: ignore[attr-defined]  # tests first

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("into")) == bool(found.get("path")):
            self.add_error("path", "Choose an open collection or give the path of a new one.")
        return found
