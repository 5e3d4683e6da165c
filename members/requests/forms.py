"""Input of a membership request."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from members.bylaws import bylaws
from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.memberships.models import Category
from members.people import pem
from members.people.identifiers import orcid
from members.people.names import clean
from members.requests.choices import CertificateCheck, Proof
from members.requests.models import MembershipRequest
from portal.periods import current_q

FAR = timedelta(days=50 * 366)
"""A day further away than this is a slip of the keyboard."""


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlaceField(forms.ModelChoiceField):
    """Institutes by the name that newcomers know, with the town where the name does not tell it."""

    def label_from_instance(self, obj: Institute) -> str:
        return obj.name if not obj.city or obj.city in obj.name else f"{obj.name}, {obj.city}"


class CertificateField(forms.FileField):
    """The file of a certificate; cleaned to its names and how far they were checked, by the by-laws."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Certificate", required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> dict[str, str] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            found = pem.read(
                file.read(pem.LARGEST + 1),
                authorities=bylaws().requests.certificate_authorities,
                now=timezone.now(),
            )
        except pem.BadCertificate as error:
            raise forms.ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        check = CertificateCheck.VERIFIED if found.verified else CertificateCheck.READ
        return {"subject": found.subject, "issuer": found.issuer, "check": str(check)}


class JoinForm(forms.ModelForm):
    """What a newcomer tells. Everything is shown to those who decide, and to nobody else."""

    orcid = forms.CharField(label="ORCID", max_length=60, required=False, help_text="The iD or its address.")
    certificate = CertificateField(
        help_text="Of the grid, as a PEM file without the key. The membership office then confirms that it is yours."
    )

    class Meta:
        model = MembershipRequest
        fields = (
            "given_name",
            "family_name",
            "native_name",
            "email",
            "orcid",
            "institute",
            "category",
            "starts_on",
            "ends_on",
            "message",
        )
        field_classes = {"institute": PlaceField}
        labels = {"category": "Category of membership"}
        widgets = {"starts_on": DayInput(), "ends_on": DayInput(), "message": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "given_name": "Leave empty if you have one name only.",
            "native_name": "For example 山田太郎; leave empty if it is written as above.",
            "email": "A link to confirm it is sent there.",
            "ends_on": "If it is known, for example the end of a contract.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institute, category = self.fields["institute"], self.fields["category"]
        assert isinstance(institute, forms.ModelChoiceField)
        assert isinstance(category, forms.ModelChoiceField)
        institute.queryset, institute.empty_label = open_institutes(), "Choose an institute"
        category.queryset, category.empty_label = Category.objects.all(), "Choose a category"
        if Proof.CERTIFICATE not in bylaws().requests.identity:
            del self.fields["certificate"]

    def clean_given_name(self) -> str:
        return clean(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        name = clean(self.cleaned_data["family_name"])
        if not any(char.isalpha() for char in name):
            raise forms.ValidationError("Write the family name; a name has letters.")
        return name

    def clean_native_name(self) -> str:
        return clean(self.cleaned_data["native_name"])

    def clean_orcid(self) -> str:
        text = self.cleaned_data["orcid"].strip()
        if not text:
            return ""
        checked = orcid(text)
        if checked.problem:
            raise forms.ValidationError(f"{checked.problem[0].upper()}{checked.problem[1:]}.")
        return checked.value

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data |= {f"certificate_{name}": value for name, value in (data.pop("certificate", None) or {}).items()}
        starts, ends, institute = data.get("starts_on"), data.get("ends_on"), data.get("institute")
        today = timezone.localdate()
        for name, day in (("starts_on", starts), ("ends_on", ends)):
            if day and abs(day - today) > FAR:
                self.add_error(name, f"{day} is more than fifty years away; check the year.")
        if starts and institute and (words := _outside(institute, starts)):
            self.add_error("starts_on", words)
        category = data.get("category")
        if category and category.needs_end and not ends and "ends_on" not in self.errors:
            self.add_error("ends_on", f"The category {category} needs a last day.")
        if ends and starts and ends < starts:
            self.add_error("ends_on", "The last day lies before the first.")
        elif ends and ends < today:
            self.add_error("ends_on", "The last day is over; leave it empty if the end is not known.")
        return data


def _outside(institute: Institute, day: date) -> str:
    """Why somebody cannot begin at the institute on the day; empty when one can."""
    if day < institute.period.lower:
        return f"{institute} is in the collaboration only from {institute.period.lower}."
    if institute.period.upper and day >= institute.period.upper:
        return f"{institute} is in the collaboration only until {institute.period.upper - timedelta(days=1)}."
    return ""


def open_institutes() -> QuerySet[Institute]:
    """Institutes that people can join today."""
    return Institute.objects.filter(current_q(timezone.localdate())).exclude(kind=InstituteKind.EXTERNAL)
