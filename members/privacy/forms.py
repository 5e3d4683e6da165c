"""Input of an erasure and of a privacy notice."""

from __future__ import annotations

from django import forms


class EraseForm(forms.Form):
    """Why; it stands in the history for ever, so it should name no address."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example who asked for it and when. It is recorded; do not write the address here.",
    )


class NoticeForm(forms.Form):
    """The text of a new version."""

    text = forms.CharField(
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="Paragraphs separated by empty lines. A paragraph that begins with # is a heading.",
    )
