"""Input of the verbs of an institute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from members.institutes import ror
from members.institutes.actions import FACTS
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.people import identifiers
from portal.periods import current_q
from portal.periods.asof import FIRST, LAST


class DayField(forms.DateField):
    """A day, chosen in the browser's own way; far-off years are slips of the keyboard."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(f"{day} is not within the years {FIRST.year} to {LAST.year}.")
        return day


class FactsForm(forms.ModelForm):
    """Facts of an institute, to correct them."""

    ror = forms.CharField(label="ROR", max_length=60, required=False, help_text="The id or its address.")
    reason = forms.CharField(label="Why", max_length=500, required=False)

    class Meta:
        model = Institute
        fields = FACTS
        help_texts = {
            "name": "A correction only; a new name that holds from a day is entered under Rename.",
            "funding_agency": "Who pays the dues.",
        }

    def clean_country(self) -> str:
        code = self.cleaned_data["country"].strip().upper()
        if code and (len(code) != 2 or not code.isascii() or not code.isalpha()):
            raise forms.ValidationError("Two letters by ISO 3166-1, for example JP.")
        return code

    def clean_ror(self) -> str:
        checked = identifiers.ror(self.cleaned_data["ror"])
        if checked.problem:
            raise forms.ValidationError(f"{checked.problem[0].upper()}{checked.problem[1:]}.")
        return checked.value

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, most in (("latitude", 90), ("longitude", 180)):
            value = data.get(name)
            if value is not None and not abs(value) <= most:  # also what is no number
                self.add_error(name, f"Degrees between -{most} and {most}.")
        return data


class RenameForm(forms.Form):
    """The new name and address, and from when they hold."""

    on = DayField(label="From", help_text="The first day of the new name: today or earlier.")
    name = forms.CharField(label="Name", max_length=500, help_text="As printed on papers, without the address.")
    short_name = forms.CharField(label="Short name", max_length=120)
    address = forms.CharField(label="Address", max_length=500, required=False)
    reason = forms.CharField(label="Why", max_length=500, required=False)


class DayForm(forms.Form):
    """The day from which something holds, and why."""

    on = DayField(label="From")
    reason = forms.CharField(label="Why", max_length=500, required=False)


class OtherForm(DayForm):
    """Another institute of certain kinds, with a day."""

    other = forms.ModelChoiceField(queryset=Institute.objects.none(), label="Institute")
    field_order = ("other", "on", "reason")

    def __init__(self, institute: Institute, kinds: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Institute.objects.filter(current_q(timezone.localdate()), kind__in=kinds).exclude(pk=institute.pk)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.order_by("short_name")


CLUSTERS = (InstituteKind.CLUSTER,)
HOSTS = (InstituteKind.FULL, InstituteKind.CLUSTER)


class RorForm(forms.Form):
    """One record of ROR as a file."""

    file = forms.FileField(label="ROR record", help_text="JSON by schema 2, as api.ror.org and its dumps have it.")
    record: ror.RorRecord

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".json,application/json"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.record = ror.read(file.read(ror.RECORD_BYTES + 1))
        except ror.RorError as error:
            raise forms.ValidationError(f"{file.name}: {error}.") from error
        return file
