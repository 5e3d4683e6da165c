"""Input of the queue."""

from __future__ import annotations

from typing import Any

from django import forms

from members.people.models import Person
from members.requests import queries
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
    """What stands in a grid certificate that the office has seen."""

    subject = forms.CharField(max_length=300, help_text="The whole name, for example /DC=org/DC=example/CN=Ana Ruiz.")
    issuer = forms.CharField(max_length=500, help_text="The name of the authority that issued it.")
    reason = forms.CharField(
        label="How it was checked", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
