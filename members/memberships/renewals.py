"""What ends at an institute, and what its delegate decides about each, in one go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from members.bylaws import bylaws
from members.institutes.models import Institute
from members.memberships import actions, policy
from members.memberships.choices import Ending
from members.memberships.expiry import due
from members.memberships.forms import DayField, choice_of
from members.memberships.models import Membership
from members.memberships.verbs import horizon
from portal.lifecycle import MoveRefused
from portal.plain import whole
from portal.policy import Denied, why

CHOICE = re.compile("m([0-9]+)-choice")
LONGEST_WINDOW = 3660
"""Days: nobody decides about ends that are more than ten years away."""


class WindowForm(forms.Form):
    """How many days ahead to look."""

    days = forms.IntegerField(label="Ends within (days)", min_value=1, max_value=LONGEST_WINDOW)


class RowForm(forms.Form):
    """The decision about one membership; an empty choice leaves it open."""

    choice = forms.ChoiceField(
        label="Decision",
        required=False,
        choices=[("", "Leave open"), ("renew", "Renew until"), ("end", "End on")],
    )
    day = DayField(label="Last day", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("choice") and "day" in data and data["day"] is None:
            self.add_error("day", "Give the last day.")
        return data


@dataclass
class Row:
    """A membership on the page: its form, or in words why the viewer cannot decide it."""

    membership: Membership
    last: date | None
    form: RowForm
    why_not: str = ""
    sponsor_gone: bool = False

    @property
    def is_over(self) -> bool:
        return self.last is not None and self.last < timezone.localdate()


@dataclass
class Outcome:
    """What became of the decisions: (membership, words) for those done, refused, and for forms with mistakes."""

    done: list[tuple[Membership, str]] = field(default_factory=list)
    refused: list[tuple[Membership, str]] = field(default_factory=list)
    mistaken: bool = False


def ending_soon(institutes: Iterable[int], days: int, on: date) -> list[Membership]:
    """What ends within the days or ended in the days of grace, and who has lost the sponsor; by last day."""
    grace = timedelta(days=bylaws().memberships.grace_days)
    rows = list(due.ending(on - grace, on + timedelta(days=days)).filter(institute__in=institutes))
    known = {row.pk for row in rows}
    return rows + [row for row in due.without_sponsor(on).filter(institute__in=institutes) if row.pk not in known]


def rows_of(institute: Institute, days: int, user: Any, data: Any = None) -> list[Row]:
    """The rows of the page, bound to what was sent."""
    on = timezone.localdate()
    without = set(due.without_sponsor(on).filter(institute=institute).values_list("pk", flat=True))
    found = []
    rows = ending_soon([institute.pk], days, on)
    for membership in [*rows, *_decided_meanwhile(institute, rows, data)]:
        decidable = why(user, policy.DECIDE, membership)
        form = RowForm(data if decidable else None, prefix=f"m{membership.pk}", initial={"seen": choice_of(membership)})
        words = "" if decidable else decidable.words
        found.append(Row(membership, actions.last_day(membership), form, words, membership.pk in without))
    return found


def _decided_meanwhile(institute: Institute, rows: list[Membership], data: Any) -> list[Membership]:
    """What was decided about in the form but is no longer on the page, because somebody else was faster."""
    sent = (whole(match[1]) for name in data or () if data[name] and (match := CHOICE.fullmatch(name)))
    chosen = {pk for pk in sent if pk is not None}
    found = Membership.objects.filter(institute=institute, pk__in=chosen - {row.pk for row in rows})
    return list(found.select_related("person", "institute", "category", "sponsor")) if chosen else []


def default_window() -> int:
    """Days ahead, unless the viewer chooses others."""
    return horizon().days


def decide(rows: list[Row], by: Any) -> Outcome:
    """Each decision by itself: one that is refused does not hold up the others. Rows left open are not touched."""
    outcome = Outcome()
    for row in rows:
        if row.why_not:
            continue
        if not row.form.is_valid():
            outcome.mistaken = True
            continue
        data = row.form.cleaned_data
        if not data["choice"]:
            continue
        try:
            words = _do(row.membership, data, by)
        except (MoveRefused, Denied) as refusal:
            outcome.refused.append((row.membership, str(refusal)))
        else:
            outcome.done.append((row.membership, words))
    return outcome


def _do(membership: Membership, data: dict[str, Any], by: Any) -> str:
    seen = data["seen"].partition(":")[2]
    if data["seen"] and data["seen"] != choice_of(membership):
        raise MoveRefused(f"somebody else was faster: it ended on {seen or 'no day'} when you looked; look again")
    last: date = data["day"]
    common: dict[str, Any] = {"membership": membership, "by": by, "seen": actions.last_day(membership)}
    if data["choice"] == "renew":
        actions.renew(ends_on=last, **common)
        return f"renewed until {last}"
    over = membership.period.upper is not None and membership.period.upper <= timezone.localdate()
    actions.end(last_day=last, ending=Ending.TERM if over else Ending.LEFT, **common)
    return f"ends on {last}"
