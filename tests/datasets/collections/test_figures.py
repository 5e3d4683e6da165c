"""Numbers in words."""

from decimal import Decimal

import pytest

from datasets.collections.figures import change, events, luminosity, ranges


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ("361.5912", "1.6272", "361.6 ± 1.6 fb⁻¹"),
        ("361.5912", "0.0044", "361.5912 ± 0.0044 fb⁻¹"),
        ("54.642", "0.04", "54.642 ± 0.040 fb⁻¹"),
        ("1446.3", "12.7", "1446 ± 13 fb⁻¹"),
        ("8.6090", None, "8.609 fb⁻¹"),
        ("8.6090", "0.0000", "8.609 fb⁻¹"),
        ("1000.0000", None, "1000 fb⁻¹"),
        (None, "1", ""),
    ],
)
def test_a_luminosity_is_as_precise_as_its_error(value, error, words):
    assert luminosity(value and Decimal(value), error and Decimal(error)) == words


@pytest.mark.parametrize(("value", "words"), [("7.3000", "+7.3 fb⁻¹"), ("-0.4", "-0.4 fb⁻¹"), ("0.0000", "+0 fb⁻¹")])
def test_a_change_has_its_sign(value, words):
    assert change(Decimal(value)) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (149_020, "149,020"),
        (9_999_999, "9,999,999"),
        (10_000_000, "1.00 × 10⁷"),
        (1_612_345_678, "1.61 × 10⁹"),
        (123_456_789_012, "1.23 × 10¹¹"),
    ],
)
def test_many_events_are_rounded(count, words):
    assert events(count) == words


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((), ""), ((7,), "7"), ((7, 8), "7–8"), ((7, 8, 10, 12, 14, 16, 17, 18), "7–8, 10, 12, 14, 16–18")],
)
def test_neighbours_are_drawn_together(numbers, words):
    assert ranges(numbers) == words
