"""Input about groups and posts. A term is typed with its last day; the record keeps the first day without."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone

from members.groups.choices import GroupKind, LinkKind, Post
from members.groups.models import Appointment, Group, GroupLink
from members.people import queries as people
from members.people.models import Person
from members.people.names import clean, fold, search_words
from portal.periods.asof import FIRST, LAST
from portal.policy import may

CANDIDATES = 8
"""How many namesakes an error names."""


class DayField(forms.DateField):
    """A day in the browser's own field, within the years of the record."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST <= day < LAST:
            raise forms.ValidationError(f"{day} is not within the years {FIRST.year} to {LAST.year}.")
        return day


class PersonField(forms.CharField):
    """Somebody on record, by name in any order, by address, or by the number of the record (`#12`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=200, **{"help_text": "Name, e-mail address, or number of the record as #12."} | options
        )

    def clean(self, value: Any) -> Any:
        text = clean(super().clean(value))
        if not text:
            return None
        alive = Person.objects.filter(merged_into=None)
        if text.removeprefix("#").isdecimal():
            found = list(alive.filter(pk=int(text.removeprefix("#")[:12])))
        elif "@" in text:
            found = list(alive.filter(email__iexact=text)[: CANDIDATES + 1])
        else:
            found = self._named(alive, text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"Nobody on record is found by “{text}”.")
        named = ", ".join(_candidate(person) for person in found[:CANDIDATES])
        more = " and others" if len(found) > CANDIDATES else ""
        raise forms.ValidationError(f"Several people are found: {named}{more}. Write the number of the one you mean.")

    def _named(self, rows: QuerySet[Person], text: str) -> list[Person]:
        words = search_words(text)
        if not words:
            return []
        for word in words:
            rows = rows.filter(search_name__contains=word)
        rows = rows.annotate(place=people.affiliation("institute", timezone.localdate())).order_by("sort_key", "pk")
        found: list[Person] = list(rows[: 4 * CANDIDATES])
        whole = [person for person in found if sorted(map(fold, person.full_name.split())) == sorted(words)]
        return whole or found


def _candidate(person: Any) -> str:
    place = getattr(person, "place", None)
    return f"{person} (#{person.pk}, {place})" if place else f"{person} (#{person.pk})"


class SeatsMixin(forms.Form):
    """One number for each post that a group may have seats for."""

    def add_seats(self, seats: dict[str, int]) -> None:
        for post in Post:
            if post != Post.MEMBER:
                self.fields[f"seats_{post}"] = forms.IntegerField(
                    label=f"Seats: {post.label}", min_value=0, max_value=200, required=False, initial=seats.get(post)
                )

    def seats(self) -> dict[str, int]:
        """The seats that were typed, without the empty ones."""
        found = {str(post): self.cleaned_data.pop(f"seats_{post}", None) for post in Post}
        return {post: number for post, number in found.items() if number}


class GroupForm(SeatsMixin, forms.ModelForm):
    """A new group."""

    since = DayField(label="From")

    class Meta:
        model = Group
        fields = ("name", "code", "kind", "parent", "since", "description", "mailing_list")
        labels = {"parent": "Part of"}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"code": "Short, and for ever: addresses and permissions go by it."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset, parent.empty_label = Group.objects.current().order_by("name"), "Nothing: it stands at the top"
        self.add_seats({})

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])


class EditForm(SeatsMixin, forms.Form):
    """What may be changed of a group: by its head, or (`whole`) by the office."""

    description = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    mailing_list = forms.EmailField(label="Mailing list", required=False)

    def __init__(self, group: Group, *args: Any, whole: bool, **kwargs: Any) -> None:
        names = ("name", "kind", "description", "mailing_list")
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(group, name) for name in names}
        self.whole = whole
        if whole:
            self.fields["name"] = forms.CharField(max_length=120)
            self.fields["kind"] = forms.ChoiceField(choices=GroupKind.choices)
            self.add_seats(group.seats)
            self.order_fields(["name", "kind"])

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        seats = {"seats": self.seats()} if self.whole else {}
        return {**self.cleaned_data, **seats}


class MoveForm(forms.Form):
    """Where a group lies."""

    parent = forms.ModelChoiceField(
        Group.objects.none(), label="Part of", required=False, empty_label="Nothing: it stands at the top"
    )

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"parent": group.parent_id}
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Group.objects.current().exclude(pk=group.pk).order_by("name")


class UntilForm(forms.Form):
    """The first day without, and why."""

    until = DayField(label="From which day on no longer", help_text="From today on: it ends at once.")
    reason = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"until": timezone.localdate()}


class ExtendForm(forms.Form):
    """A later last day of a term."""

    last_day = DayField(label="Last day", required=False, help_text="Empty: an open end.")
    reason = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class PostForm(forms.Form):
    """Who should hold which post of a group when; only posts that `user` may fill are offered."""

    person = PersonField()
    post = forms.ChoiceField()
    since = DayField(label="From")
    last_day = DayField(label="Last day", required=False, help_text="Empty: an open end.")
    reason = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, group: Group, user: Any, needs: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [post for post in Post if may(user, needs, Appointment(group=group, post=post))]
        seats = [post for post in able if post in group.seats]
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(post.value, post.label) for post in dict.fromkeys([*seats, *able])]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, last = data.get("since"), data.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", "The last day lies before the first.")
        return data

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        data = dict(self.cleaned_data)
        return data | {"until": day_after(data.pop("last_day"))}


class LinkForm(forms.ModelForm):
    """A page or meeting of a group."""

    kind = forms.ChoiceField(choices=LinkKind.choices)
    url = forms.URLField(
        label="Address", max_length=500, assume_scheme="https", validators=[URLValidator(schemes=["http", "https"])]
    )

    class Meta:
        model = GroupLink
        fields = ("label", "url", "kind")


def day_after(last: date | None) -> date | None:
    """The first day without, of a last day."""
    return last + timedelta(days=1) if last else None
