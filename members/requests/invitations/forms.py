"""Input of an invitation, and the form that it opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from members.institutes.models import Institute
from members.memberships.models import Category
from members.memberships.policy import institutes_of
from members.people.names import clean
from members.people.policy import is_office
from members.requests.forms import JoinForm, PlaceField, open_institutes
from members.requests.models import Invitation
from portal.policy import is_administrator


def inviting(user: Any) -> QuerySet[Institute]:
    """The institutes to which `user` may invite: the own ones that people can join, or all for the office."""
    rows = open_institutes()
    if is_office.test(user, None) or is_administrator.test(user, None):
        return rows
    return rows.filter(pk__in=institutes_of(user))


class InvitationForm(forms.ModelForm):
    """Whom a delegate asks to come, and as what."""

    class Meta:
        model = Invitation
        fields = ("email", "given_name", "family_name", "institute", "category", "message")
        field_classes = {"institute": PlaceField}
        labels = {"category": "Category of membership"}
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "email": "The link goes there. Using it from there proves the address.",
            "message": "Goes into the mail.",
        }

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institute, category = self.fields["institute"], self.fields["category"]
        assert isinstance(institute, forms.ModelChoiceField)
        assert isinstance(category, forms.ModelChoiceField)
        institute.queryset, institute.empty_label = inviting(user), "Choose an institute"
        category.queryset, category.empty_label = Category.objects.all(), "The applicant chooses"

    def clean_given_name(self) -> str:
        return clean(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        return clean(self.cleaned_data["family_name"])


class InvitedForm(JoinForm):
    """The form of a newcomer who was invited: the institute is the one that invites."""

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institute"].disabled = True
        self.initial["institute"] = invitation.institute_id
        words = "Leave it as it is and it counts as confirmed; a link to confirm is sent to any other address."
        self.fields["email"].help_text = words
