"""Input of applications, departures, mergers and splits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from members.accession.actions import FACTS
from members.accession.choices import DocumentKind
from members.accession.models import Application, Departure
from members.accession.queries import members_on
from members.institutes.choices import InstituteKind
from members.institutes.forms import HOSTS, DayField, DayForm
from members.institutes.models import Institute
from members.memberships.models import Category, Membership
from members.people.names import clean
from portal.periods import current_q

MOST = 999
"""People of one category; more is a slip of the keyboard."""
PEOPLE = "people_"


class ApplicationForm(forms.ModelForm):
    """What an institute tells, with one field for the people of each category."""

    class Meta:
        model = Application
        fields = tuple(name for name in FACTS if name != "manpower")
        help_texts = {
            "delegate_email": "Who is on record with this address is appointed when the institute is admitted.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.instance.manpower or {}
        self.codes = list(Category.objects.values_list("code", "name"))
        for code, name in self.codes:
            self.fields[f"{PEOPLE}{code}"] = forms.IntegerField(
                label=f"People: {name}", min_value=0, max_value=MOST, required=False, initial=told.get(code)
            )

    def clean_country(self) -> str:
        code = self.cleaned_data["country"].strip().upper()
        if code and (len(code) != 2 or not code.isascii() or not code.isalpha()):
            raise forms.ValidationError("Two letters by ISO 3166-1, for example JP.")
        return code

    def clean_short_name(self) -> str:
        name = clean(self.cleaned_data["short_name"])
        if Institute.objects.filter(short_name__iexact=name).exists():
            raise forms.ValidationError(f"There is an institute called {name} already.")
        return name

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, second = data.get("delegate_email", ""), data.get("deputy_email", "")
        if first and first.lower() == second.lower():
            self.add_error("deputy_email", "The deputy is somebody other than the delegate.")
        return data

    def told(self) -> dict[str, Any]:
        """The facts as the verbs take them."""
        data = self.cleaned_data
        people = {code: data[f"{PEOPLE}{code}"] for code, _ in self.codes if data.get(f"{PEOPLE}{code}")}
        return {name: data[name] for name in FACTS if name != "manpower"} | {"manpower": people}


class DocumentForm(forms.Form):
    """One file of a kind."""

    kind = forms.ChoiceField(label="Kind", choices=DocumentKind.choices)
    file = forms.FileField(label="File", help_text="PDF.", max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".pdf,application/pdf"


class PresentForm(forms.Form):
    """The board meeting."""

    meeting_on = DayField(label="Board meeting")


class AdmitForm(forms.Form):
    """What the board decided."""

    on = DayField(label="Member from")
    kind = forms.ChoiceField(
        label="As", choices=[(kind, kind.label) for kind in (InstituteKind.FULL, InstituteKind.ASSOCIATE)]
    )
    host = forms.ModelChoiceField(
        queryset=Institute.objects.none(), label="Host", required=False, help_text="Of an associate."
    )
    outcome = forms.CharField(label="Decision of the board", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["host"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _current().filter(kind__in=HOSTS)


class DepartureForm(forms.Form):
    """When and why an institute leaves."""

    on = DayField(label="Leaves on", help_text="The first day without it.")
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SettleForm(forms.Form):
    """Where a member goes on."""

    to = forms.ModelChoiceField(
        queryset=Institute.objects.none(),
        label="Goes on at",
        required=False,
        empty_label="ends with the institute",
    )
    reason = forms.CharField(label="Why", max_length=500, required=False)

    def __init__(self, departure: Departure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = Institute.objects.filter(current_q(departure.on)).exclude(kind=InstituteKind.EXTERNAL)
        field.queryset = rows.exclude(pk=departure.institute_id).order_by("short_name", "pk")


class MergeForm(DayForm):
    """The institute that goes on."""

    into = forms.ModelChoiceField(queryset=Institute.objects.none(), label="Into")
    field_order = ("into", "on", "reason")

    def __init__(self, institute: Institute, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _current().exclude(kind=InstituteKind.EXTERNAL).exclude(pk=institute.pk)


class MembersField(forms.ModelMultipleChoiceField):
    """Memberships by the person, since the institute is the same for all."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}, {obj.category or 'no category'}"


class SplitForm(DayForm):
    """The new institute, and who goes on there."""

    name = forms.CharField(label="Name", max_length=500, help_text="As printed on papers, without the address.")
    short_name = forms.CharField(label="Short name", max_length=120)
    address = forms.CharField(label="Address", max_length=500, required=False)
    members = MembersField(
        queryset=Membership.objects.none(),
        label="Who goes on there",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("name", "short_name", "address", "on", "members", "reason")

    def __init__(self, institute: Institute, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        rows = members_on(institute, timezone.localdate()).order_by("person__sort_key", "person_id", "pk")
        field.queryset = rows


def _current() -> Any:
    return Institute.objects.filter(current_q(timezone.localdate())).order_by("short_name", "pk")
