"""The smallest pieces, as functions from values to safe HTML.

Columns, panels and template tags (`portal.ui.tags`) share them. A list calls them hundreds of times
per page, so each is one f-string over escaped values.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from html import escape as written_out
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from portal.ui.icons import icon
from portal.ui.tones import Tone

EMPTY = mark_safe('<span class="mute nil">–</span>')
_IS_MARKUP = re.compile("[&<>\"']").search


def plain(value: Any) -> SafeString:
    """Anything as HTML: safe HTML stays, everything else is text.

    The same as Django's `conditional_escape`, without its detour over lazy strings.
    """
    if value.__class__ is SafeString:
        return value
    if value.__class__ is str:
        return SafeString(written_out(value) if _IS_MARKUP(value) else value)
    return SafeString(conditional_escape(value))


def tag(label: Any, tone: str = "none") -> SafeString:
    """A state in a word. Raises ValueError for an unknown tone."""
    return SafeString(f'<span class="tag {Tone(tone)}">{plain(label)}</span>')


def link(label: Any, url: str | None) -> SafeString:
    """`label` as a link, or as plain text when there is nowhere to go."""
    words = plain(label)
    return SafeString(f'<a href="{plain(url)}">{words}</a>') if url else words


def copy(text: object, label: str = "Copy") -> SafeString:
    """A button that copies exactly `text`. Shown only where scripts run; the text itself stays selectable."""
    words = conditional_escape(label)
    return mark_safe(  # noqa: S308 (escaped)
        f'<button type="button" class="copy" data-copy="{escape(text)}">{icon("copy")}{words}</button>'
    )


def path(text: object, url: str | None = None) -> SafeString:
    """A path or identifier in monospace. A narrow cell shows its end; what is copied is always all of it."""
    start, end = (f'a href="{escape(url)}"', "a") if url else ("span", "span")
    return mark_safe(f'<{start} class="path"><bdi>{escape(text)}</bdi></{end}>')  # noqa: S308 (escaped)


def when(value: date | datetime | None, now: datetime | None = None) -> SafeString:
    """A day as `2026-03-31`, an instant as `2026-03-31 14:05 UTC` in the site's zone.

    The title holds the weekday and the distance from `now` (default: the clock).
    """
    if value is None:
        return EMPTY
    now = local_time(now or timezone.now())
    if not isinstance(value, datetime):
        return _day(value, now.date())
    local = local_time(value) if timezone.is_aware(value) else value
    distance = _instants(local, now) if timezone.is_aware(value) else _days(local.date(), now.date())
    return _time(local, local.isoformat(timespec="seconds"), distance, f"{local:%Y-%m-%d %H:%M} {local:%Z}".rstrip())


def local_time(instant: datetime) -> datetime:
    """The instant in the site's zone; nobody has another, and to ask for one costs more than the rest of a cell."""
    return instant.astimezone(timezone.get_default_timezone())


@lru_cache(maxsize=512)
def _day(day: date, today: date) -> SafeString:
    """Rows of a list share their days."""
    return _time(day, day.isoformat(), _days(day, today), day.isoformat())


def _time(moment: date, machine: str, distance: str, text: str) -> SafeString:
    return SafeString(f'<time datetime="{machine}" title="{moment:%A}, {distance}">{text}</time>')


def number(value: Any) -> str:
    """21630 as `21,630`; None as an empty string."""
    return "" if value is None else f"{value:,}"


def _days(day: date, today: date) -> str:
    """The distance in the largest unit that says it well: days, weeks, months, years."""
    days = (day - today).days
    if abs(days) < 2:
        return ("yesterday", "today", "tomorrow")[days + 1]
    size = abs(days)
    for length, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if size >= 2 * length:
            return _distance(days, size // length, unit)
    raise AssertionError("unreachable: two days are at least two of the smallest unit")


def _instants(moment: datetime, now: datetime) -> str:
    """Like `_days`, down to minutes within two days."""
    seconds = (moment - now).total_seconds()
    minutes = int(abs(seconds) // 60)
    if minutes < 1:
        return "now"
    if minutes < 120:
        return _distance(seconds, minutes, "minute")
    if minutes < 48 * 60:
        return _distance(seconds, minutes // 60, "hour")
    return _days(moment.date(), now.date())


def _distance(sign: float, count: int, unit: str) -> str:
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if sign > 0 else f"{words} ago"
