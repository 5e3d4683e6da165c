"""Input of the verbs of a membership. The days are the first and the last with membership."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from members.institutes.choices import InstituteKind
from members.institutes.models import Institute
from members.memberships.choices import Ending
from members.memberships.models import Category, Membership
from members.memberships.policy import institutes_of
from members.memberships.queries import belonging
from members.people.models import Person
from members.people.policy import is_office
from portal.periods.asof import FIRST, LAST

REASON = 4000


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of the record; one outside of its years is a slip of the keyboard."""

    widget = DayInput

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(f"Not within the years {FIRST.year} to {LAST.year}; check the year.")
        return day


def reason_field(*, required: bool = False) -> forms.CharField:
    """Why; everybody who may see the record sees it."""
    return forms.CharField(
        required=required,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the history of the record.",
    )


class VerbForm(forms.Form):
    """A verb about a person, or about one of the memberships `rows`, which is asked for when there are several.

    The value of `membership` holds the last day that was on the page, so that a verb can tell when it has changed.
    """

    membership = forms.ChoiceField(
        error_messages={
            "invalid_choice": "This membership has changed since the form was opened, or is none of those offered. "
            "Open the form again."
        }
    )
    order: tuple[str, ...] = ()

    def __init__(self, *args: Any, person: Person, user: Any, rows: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.user, self.rows = person, user, {row.pk: row for row in rows}
        if not rows:
            del self.fields["membership"]
            return
        field = self.fields["membership"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(choice_of(row), label_of(row)) for row in rows]
        field.initial = choice_of(rows[0])
        if len(rows) == 1:
            field.widget = forms.HiddenInput()

    def clean_membership(self) -> Membership:
        pk, _, seen = self.cleaned_data["membership"].partition(":")
        self.cleaned_data["seen"] = date.fromisoformat(seen) if seen else None
        return self.rows[int(pk)]


def choice_of(row: Membership) -> str:
    """Which membership, and the last day that its reader saw."""
    return f"{row.pk}:{row.period.upper - timedelta(days=1) if row.period.upper else ''}"


def label_of(row: Membership) -> str:
    """A membership in one line."""
    until = f" until {row.period.upper - timedelta(days=1)}" if row.period.upper else ""
    return f"{row.institute}, {row.category or 'no category'}, from {row.period.lower}{until}"


class PlainForm(VerbForm):
    """Nothing but the membership is asked for."""


class ReasonForm(VerbForm):
    """A reason, if there is one to tell."""

    reason = reason_field()


class RenewForm(VerbForm):
    """A later last day, or none."""

    ends_on = DayField(label="New last day", required=False, help_text="Empty: an open end.")
    reason = reason_field()


class EndForm(VerbForm):
    """The last day, and why it ends."""

    last_day = DayField(label="Last day", initial=timezone.localdate)
    ending = forms.ChoiceField(
        label="Why it ends", choices=[(kind.value, kind.label.capitalize()) for kind in (Ending.LEFT, Ending.TERM)]
    )
    reason = reason_field()


class CategoryForm(VerbForm):
    """Another category from a day on."""

    category = forms.ModelChoiceField(Category.objects.all(), label="New category")
    since = DayField(label="From", initial=timezone.localdate)
    ends_on = DayField(label="Last day", required=False, help_text="Empty: as it is now.")
    sponsor = forms.ModelChoiceField(Person.objects.none(), required=False, help_text="Who answers for a guest.")
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sponsors(self, {row.institute_id for row in self.rows.values()})


class SponsorForm(VerbForm):
    """Who answers for a guest from now on."""

    sponsor = forms.ModelChoiceField(Person.objects.none(), help_text="A member of the same institute.")
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sponsors(self, {row.institute_id for row in self.rows.values()})


class CorrectForm(VerbForm):
    """The days as they should have been."""

    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False, help_text="Empty: an open end.")
    reason = reason_field(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(self.rows) == 1:
            row = next(iter(self.rows.values()))
            self.initial["starts_on"] = row.period.lower
            self.initial["ends_on"] = row.period.upper - timedelta(days=1) if row.period.upper else None


class PlaceForm(VerbForm):
    """A membership that begins, at an institute that the viewer decides for."""

    institute = forms.ModelChoiceField(Institute.objects.none())
    category = forms.ModelChoiceField(Category.objects.all())
    starts_on = DayField(label="First day", initial=timezone.localdate)
    ends_on = DayField(label="Last day", required=False, help_text="Empty: an open end, or the longest term.")
    share = forms.IntegerField(
        required=False, min_value=1, max_value=100, help_text="Percent of the research time; empty: not stated."
    )
    sponsor = forms.ModelChoiceField(Person.objects.none(), required=False, help_text="Who answers for a guest.")
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institute"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places_of(self.user)
        offer_sponsors(self, None if is_office.test(self.user, None) else set(institutes_of(self.user)))


class DeathForm(VerbForm):
    """The day, if it is known."""

    died_on = DayField(label="Died on", required=False, help_text="Empty: not known; memberships then end today.")
    reason = reason_field()


class SuspendForm(VerbForm):
    """How long, and why."""

    last_day = DayField(label="Last day", required=False, help_text="Empty: until it is lifted.")
    reason = reason_field(required=True)


class LiftForm(VerbForm):
    """Why access is back."""

    reason = reason_field(required=True)


def places_of(user: Any) -> QuerySet[Institute]:
    """The institutes at which `user` lets people begin: the own ones, all for the office."""
    rows = Institute.objects.current(timezone.localdate()).exclude(kind=InstituteKind.EXTERNAL)
    return rows if is_office.test(user, None) else rows.filter(pk__in=institutes_of(user))


def offer_sponsors(form: VerbForm, institutes: set[int] | None) -> None:
    """The members of the institutes (None: of any) today, without the person."""
    rows = belonging(timezone.localdate()).exclude(category__is_member=False).exclude(person=form.person)
    if institutes is not None:
        rows = rows.filter(institute__in=institutes)
    field = form.fields["sponsor"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Person.objects.filter(pk__in=rows.values("person"))
