"""Input about a dump: what its columns mean, and the answer to one conflict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html

from members.dumps.choices import DateOrder, Field, Subject, Verdict
from members.dumps.columns import Columns
from members.dumps.decided import subject_of
from members.dumps.table import Table
from members.institutes.models import Institute

SAMPLES = 3
OTHER = "other"


class ColumnsForm(forms.Form):
    """One choice per column, with the first values of each."""

    def __init__(self, table: Table, known: Columns, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = table.headers
        for at, header in enumerate(table.headers):
            values = dict.fromkeys(str(cells[at])[:40] for _, cells in table.rows[:200] if cells[at])
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=header,
                choices=[("", "do not read"), *Field.choices],
                required=False,
                initial=known.fields.get(header, ""),
                # help is trusted by the template; these words are the file's
                help_text=format_html("{}", " · ".join(list(values)[:SAMPLES])),
            )
        self.fields["date_order"] = forms.ChoiceField(
            label="Order of dates with slashes",
            choices=[("", "each can be read one way only"), *DateOrder.choices],
            required=False,
            initial=known.date_order,
        )

    @property
    def said(self) -> dict[str, str]:
        """By header the field."""
        return {header: self.cleaned_data[f"column_{at}"] for at, header in enumerate(self.headers)}


class ConflictForm(forms.Form):
    """The answer to one conflict."""

    key = forms.CharField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(label="What is right?", widget=forms.RadioSelect)

    def __init__(self, conflict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = conflict["key"]
        choices = [tuple(each) for each in conflict["choices"]]
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        if subject_of(conflict["key"]) == Subject.PLACE:
            choices.insert(-1, (OTHER, "the institute below"))
            self.fields["institute"] = forms.ModelChoiceField(
                Institute.objects.order_by("short_name", "pk"), required=False, empty_label="Choose an institute"
            )
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("choice") == OTHER:
            if data.get("institute") is None:
                self.add_error("institute", "Choose the institute that is meant.")
            else:
                data["choice"] = f"{Verdict.THIS}:{data['institute'].pk}"
        return data
