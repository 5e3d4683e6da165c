"""Input of a category."""

from __future__ import annotations

from django import forms

from members.memberships.categories.actions import FIELDS
from members.memberships.models import Category


class CategoryForm(forms.ModelForm):
    """All facts of a category."""

    reason = forms.CharField(label="Why", max_length=500, required=False, help_text="Kept in its history.")

    class Meta:
        model = Category
        fields = FIELDS
        labels = {
            "may_be_author": "May sign papers",
            "counts_for_votes": "Counts for votes",
            "is_member": "Is a member",
            "pays_dues": "Pays dues",
            "needs_sponsor": "Needs a sponsor",
            "needs_end": "Needs a last day",
        }
        help_texts = {
            "code": "Short and lasting: imports, exports and addresses use it.",
            "order": "Smaller numbers come first.",
        }

    def clean_longest_days(self) -> int | None:
        days: int | None = self.cleaned_data["longest_days"]
        if days == 0:
            raise forms.ValidationError("At least one day, or nothing for as long as one likes.")
        return days
