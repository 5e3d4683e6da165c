"""Input of the yearly review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from members.bylaws import bylaws
from members.reviews.models import Review
from portal.periods.asof import FIRST, LAST


class ReviewForm(forms.ModelForm):
    """A year, the touchstone day, and when it is due."""

    class Meta:
        model = Review
        fields = ("year", "on", "due_on")
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("on", "due_on")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        due = today + timedelta(days=bylaws().review.days)
        kwargs["initial"] = {"year": today.year, "on": today, "due_on": due} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not FIRST.year <= year <= LAST.year:
            raise forms.ValidationError(f"not within the years {FIRST.year} to {LAST.year}")
        return year

    def _day(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(f"not within the years {FIRST.year} to {LAST.year}")
        return day

    def clean_on(self) -> Any:
        return self._day("on")

    def clean_due_on(self) -> Any:
        day = self._day("due_on")
        if day < timezone.localdate():
            raise forms.ValidationError("The day is over already.")
        return day
