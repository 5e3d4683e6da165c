"""Dates in headers: one reading or none, never a guess between two."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.dates import DateReading, read_date

DAY = dt.date(2020, 4, 9)


@pytest.mark.parametrize(
    "written",
    [
        "20200409 (YYYYMMDD)",
        "20200409 (YYYMMDD)",
        "(20200409)",
        "2020/04/09",
        "2020/4/9",
        "2020-04-09",
        "2020.04.09",
        "09/04/2020",
        "09-04-2020",
        "9 April, 2020",
        "2020 April 9th",
        "April 9th, 2020",
        "09 APR 2020",
        "20200409, last change 20200409",
    ],
)
def test_another_form_with_one_reading(written):
    assert read_date(written) == DateReading(DAY, "other", "2020-04-09")


def test_the_plain_form_needs_no_remark():
    assert read_date(" 20200409 ") == DateReading(DAY, "plain")


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("05/10/2020", DateReading(dt.date(2020, 10, 5), "other", "2020-10-05")),  # day first, as the field writes
        ("12/31/2020", DateReading(dt.date(2020, 12, 31), "other", "2020-12-31")),  # there is no 31st month
        ("13/09/23", DateReading(None, "ambiguous", "2023-09-13 or 2013-09-23")),
        ("30/04/31", DateReading(dt.date(2031, 4, 30), "other", "2031-04-30")),
        ("09/04/09", DateReading(dt.date(2009, 4, 9), "other", "2009-04-09")),
        ("45/04/09", DateReading(dt.date(2045, 4, 9), "other", "2045-04-09")),
        ("20150101, 20170203", DateReading(dt.date(2015, 1, 1), "two")),
        ("13/09/23 or 20200409", DateReading(None, "two")),
    ],
)
def test_dates_with_several_readings(written, reading):
    assert read_date(written) == reading


@pytest.mark.parametrize(
    "written",
    [
        "None",
        "2018415",
        "202207021",
        "20202102",
        "20200230",
        "2020-02-30",
        "99/99/9999",
        "31 Foo 2020",
        "1899-01-01",
    ],
)
def test_what_is_no_date_stays_unread(written):
    assert read_date(written) == DateReading(None, "unreadable")


def test_nothing_is_no_date():
    assert read_date("  ") == DateReading(None, "absent")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_back(day):
    assert read_date(f"{day:%Y%m%d}") == DateReading(day, "plain")
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B, %Y"):
        assert read_date(day.strftime(form)).day == day


@given(st.text())
def test_any_text_is_survived(text):
    reading = read_date(text)
    assert (reading.day is None) or reading.form in ("plain", "other", "two")
