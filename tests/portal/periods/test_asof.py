"""The day of a page."""

from datetime import date

import pytest
from django.utils import timezone

from portal.periods import AsOfError, as_of


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-02-29", date(2024, 2, 29)), (" 1900-01-01 ", date(1900, 1, 1)), ("2199-12-31", date(2199, 12, 31))],
)
def test_a_day_is_read(rf, text, day):
    assert as_of(rf.get("/", {"as_of": text})) == day


@pytest.mark.parametrize("query", [{}, {"as_of": ""}, {"as_of": "  "}])
def test_without_one_it_is_today(rf, query):
    assert as_of(rf.get("/", query)) == timezone.localdate()


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "2024-13-01", "1.3.2024", "20240229", "2024-W09-4", "٢٠٢٤-٠٢-٢٩", "2024-02-29T00:00", "x" * 500],
)
def test_anything_else_is_named(rf, text):
    with pytest.raises(AsOfError, match=r"^as of: .* is not a day; write it as 2026-03-31$") as error:
        as_of(rf.get("/", {"as_of": text}))
    assert len(str(error.value)) < 80


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_days_that_no_arithmetic_can_follow_are_refused(rf, text):
    with pytest.raises(AsOfError, match="is not within the years 1900 to 2199"):
        as_of(rf.get("/", {"as_of": text}))
