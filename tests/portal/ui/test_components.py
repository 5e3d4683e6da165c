"""What the smallest pieces say, and that nothing in them can break out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from portal.ui import components

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EVIL = '<script>"x"</script>'


def test_tag_has_its_tone_and_escapes_its_label():
    assert components.tag("a < b", "wait") == '<span class="tag wait">a &lt; b</span>'


def test_tag_refuses_an_unknown_tone():
    with pytest.raises(ValueError, match="purple"):
        components.tag("good", "purple")


@given(st.text() | st.text().map(mark_safe) | st.integers() | st.none() | st.dates())
def test_plain_is_what_templates_do_with_a_value(value):
    assert components.plain(value) == conditional_escape(value)
    assert isinstance(components.plain(value), SafeString)


def test_link_without_address_is_plain_text():
    assert components.link("B → K*", None) == "B → K*"
    assert components.link("B", "") == "B"


def test_link_keeps_safe_labels_and_escapes_others():
    assert components.link(mark_safe("<b>1</b>"), "/a?b=1&c=2") == '<a href="/a?b=1&amp;c=2"><b>1</b></a>'
    assert components.link("<b>", "/") == '<a href="/">&lt;b&gt;</a>'


def test_copy_holds_the_exact_text():
    button = components.copy('a "quoted" <path>', "Copy path")
    assert 'data-copy="a &quot;quoted&quot; &lt;path&gt;"' in button
    assert button.endswith("Copy path</button>")


def test_path_is_a_link_only_with_an_address():
    assert components.path("/belle/a_b") == '<span class="path"><bdi>/belle/a_b</bdi></span>'
    assert components.path("/x", "/d/1/") == '<a href="/d/1/" class="path"><bdi>/x</bdi></a>'


@pytest.mark.parametrize(
    "piece", [components.tag, components.copy, components.path, lambda text: components.link(text, text)]
)
def test_nothing_breaks_out(piece):
    assert "<script>" not in piece(EVIL)
    assert 'data-copy="<' not in piece(EVIL)


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 11, 20), "Friday, today"),
        (date(2026, 11, 21), "Saturday, tomorrow"),
        (date(2026, 11, 19), "Thursday, yesterday"),
        (date(2026, 11, 22), "Sunday, in 2 days"),
        (date(2026, 12, 3), "Thursday, in 13 days"),
        (date(2026, 12, 4), "Friday, in 2 weeks"),
        (date(2026, 9, 14), "Monday, 2 months ago"),
        (date(2025, 11, 20), "Thursday, 12 months ago"),
        (date(2018, 3, 1), "Thursday, 8 years ago"),
    ],
)
def test_a_day_and_how_far_it_is(day, title):
    assert components.when(day, NOON) == f'<time datetime="{day}" title="{title}">{day}</time>'


@pytest.mark.parametrize(
    ("before", "distance"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "119 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=47, minutes=59), "47 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(hours=-5), "in 5 hours"),
    ],
)
def test_an_instant_and_how_far_it_is(before, distance):
    assert f', {distance}">' in components.when(NOON - before, NOON)


def test_an_instant_is_shown_in_the_zone_of_the_site(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    assert components.when(NOON, NOON) == (
        '<time datetime="2026-11-20T21:00:00+09:00" title="Friday, now">2026-11-20 21:00 JST</time>'
    )


def test_today_is_the_day_of_the_site_not_of_utc(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    late = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    assert "today" in components.when(date(2026, 11, 21), late)


def test_no_date_is_a_dash():
    assert components.when(None) == components.EMPTY


@pytest.mark.parametrize(("value", "text"), [(21630, "21,630"), (0, "0"), (None, ""), (-1234.5, "-1,234.5")])
def test_number(value, text):
    assert components.number(value) == text
