"""Input: a run to look up, two tags to compare, a chain."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from datasets.campaigns.models import Campaign
from datasets.globaltags.iov import MOST
from datasets.globaltags.models import GlobalTag


class TagField(forms.CharField):
    """A global tag by its name, its number, or as paths write it (DB00003307)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = re.fullmatch(r"(?:DB)?([0-9]{1,8})", text)
        found = GlobalTag.objects.filter(name=text).first()
        if found is None and number:
            found = GlobalTag.objects.filter(number=int(number[1])).first()
        if found is None:
            raise forms.ValidationError(f"“{text}” is not imported.")
        return found


class CampaignField(forms.CharField):
    """A campaign by its name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=64, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = Campaign.objects.filter(name=text).first() if text else None
        if text and found is None:
            raise forms.ValidationError(f"There is no campaign “{text}”.")
        return found


class LookupForm(forms.Form):
    """A run, and where to look: one tag, or the chain of a campaign on a day."""

    tag = TagField(label="Global tag", required=False, help_text="Name or number.")
    campaign = CampaignField(
        label="Campaign", required=False, help_text="Instead of a tag: all tags of its chain, in order."
    )
    on = forms.DateField(
        label="Chain as of",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Today unless you say otherwise.",
    )
    exp = forms.IntegerField(label="Experiment", min_value=0, max_value=MOST)
    run = forms.IntegerField(label="Run", min_value=0, max_value=MOST)
    module = forms.CharField(label="Module", max_length=200, required=False, help_text="All, unless you name one.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        both = [name for name in ("tag", "campaign") if self.data.get(name, "").strip()]
        if len(both) != 1 and not self.errors:
            self.add_error("tag", "Name a global tag or a campaign, not both.")
        data["on"] = data.get("on") or timezone.localdate()
        return data


class CompareForm(forms.Form):
    """Two tags."""

    old = TagField(label="From", help_text="Name or number.")
    new = TagField(label="To", help_text="Name or number.")


class ChainForm(forms.Form):
    """The chain of a campaign from a day on."""

    names = forms.CharField(
        label="Global tags",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In the order in which they are searched, one a line or with commas.",
    )
    on = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="The first day."
    )
    reason = forms.CharField(label="Why", max_length=500, required=False)

    def clean_names(self) -> list[str]:
        found = [name for name in re.split(r"[,\s]+", self.cleaned_data["names"]) if name]
        if too_long := next((name for name in found if len(name) > 200), None):
            raise forms.ValidationError(f"A name has at most 200 characters, not “{too_long[:40]}…”.")
        return found
