"""Input of the queue."""

from __future__ import annotations

from typing import Any

from django import forms

from members.people.certificates import distinguished_name
from members.people.models import Person
from members.requests import queries
from members.requests.choices import CertificateCheck
from members.requests.forms import CertificateField
from members.requests.models import MembershipRequest


class NoteForm(forms.Form):
    """A line of the internal log."""

    text = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For those who may decide. No mail holds it; the applicant sees it in the export of the own data.",
    )


class HandOverForm(forms.Form):
    """To whom it goes, and what they should know."""

    to = forms.ModelChoiceField(Person.objects.none(), label="Delegate", empty_label="Choose a delegate")
    reason = forms.CharField(label="Message", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, request: MembershipRequest, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.colleagues(request, user)


class CertificateForm(forms.Form):
    """A grid certificate that the office has seen: its file, or what stands in it."""

    file = CertificateField(help_text="PEM. Its names are taken from it.")
    subject = forms.CharField(
        max_length=300, required=False, help_text="Without a file: for example /DC=org/DC=example/CN=Ana Ruiz."
    )
    issuer = forms.CharField(
        max_length=500, required=False, help_text="Without a file: the name of the authority that issued it."
    )
    reason = forms.CharField(
        label="How it was checked", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found = data.pop("file", None)
        if found is not None:
            return data | found
        for name in ("subject", "issuer"):
            checked = distinguished_name(data.get(name, ""))
            if "file" in self.errors or name in self.errors:
                continue
            if checked.problem or not checked.value:
                problem = checked.problem or "write it, or choose the file of the certificate"
                self.add_error(name, f"{problem[:1].upper()}{problem[1:]}.")
            data[name] = checked.value
        return data | {"check": CertificateCheck.TYPED}
