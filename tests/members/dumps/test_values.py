"""Cells in one reading only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.dumps import values


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-02-29", "", date(2024, 2, 29)),
        ("2024-02-29T00:00:00", "", date(2024, 2, 29)),
        ("29.02.2024", "", date(2024, 2, 29)),
        ("3.4.2024", "", date(2024, 4, 3)),
        ("13/04/2024", "", date(2024, 4, 13)),
        ("04/13/2024", "", date(2024, 4, 13)),
        ("05/05/2024", "", date(2024, 5, 5)),
        ("03/04/2024", "dmy", date(2024, 4, 3)),
        ("03/04/2024", "mdy", date(2024, 3, 4)),
        ("45351", "", date(2024, 2, 29)),
        (date(2024, 2, 29), "", date(2024, 2, 29)),
        ("", "", None),
    ],
)
def test_days(text, order, expected):
    assert values.day(text, order) == expected


@pytest.mark.parametrize(
    "text",
    ["03/04/2024", "2023-02-29", "29.02.2023", "31.04.2024", "1.2.24", "soon", "0001-01-01", "9999-12-31", "13/13/2024",
     "99999", "2024-13-01", date(1066, 10, 14)],
)  # fmt: skip
def test_no_day(text):
    with pytest.raises(ValueError, match=r"\w"):
        values.day(text)


def test_what_could_be_two_days():
    assert [values.is_ambiguous(text) for text in ("03/04/2024", "13/04/2024", "04/04/2024", "3.4.2024", "")] == [
        True, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["0", "101", "0.5", "half", "-5", "٥"])
def test_no_share(text):
    with pytest.raises(ValueError, match="whole number of percent"):
        values.share(text)


def test_shares():
    assert [values.share(text) for text in ("1", "50", "100 %", "")] == [1, 50, 100, None]


def test_statuses():
    words = ("Active", "former", "LEFT", "deceased", "not yet active", "")
    assert [values.status(text) for text in words] == ["", "left", "left", "deceased", "", ""]
    with pytest.raises(ValueError, match="'on holiday' is not known"):
        values.status("on holiday")


@given(st.text())
def test_what_is_guarded_is_no_formula_and_comes_back(text):
    assert values.guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert values.bare(values.guarded(text)) == text
