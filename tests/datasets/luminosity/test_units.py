"""The typed luminosity: exact, never mixed with numbers, read back from what it writes."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.luminosity.units import (
    Luminosity,
    Measured,
    Unit,
    UnitError,
    add_up,
    in_quadrature,
    lined_up,
    plain,
    total,
)

D = Decimal
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False)
sizes = st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False, allow_infinity=False)
units = st.sampled_from(Unit)
luminosities = st.builds(Luminosity, numbers)


def fb(number):
    return Luminosity.of(D(number), Unit.FB)


@pytest.mark.parametrize(
    ("text", "invpb"),
    [
        ("8.609 /fb", "8609"),
        ("2.779 fb-1", "2779"),
        ("2.779fb-1", "2779"),
        ("39.725 pb⁻¹", "39.725"),
        ("39.725 pb^-1", "39.725"),
        ("39.725 pb^{-1}", "39.725"),
        ("1500 1/nb", "1.5"),
        ("0.42688 ab-1", "426880"),
        ("  12 invfb ", "12000"),
        ("-0.4 fb−1", "-400"),
        ("0.001 nb-1", "0.000001"),
    ],
)
def test_the_ways_in_which_sources_write_it(text, invpb):
    assert Luminosity.parse(text).invpb == D(invpb)


@pytest.mark.parametrize(
    "text",
    ["", "fb-1", "8.609", "8,609 /fb", "1e3 fb-1", "nan fb-1", "8.609 fb", "8.609 GeV-1", "8.609 zb-1", "1 FB-1",
     "1 Pb-1", "9" * 40 + " fb-1", "8.609 fb-1 8 pb-1", "٣ fb-1"],
)  # fmt: skip
def test_what_is_no_luminosity_is_refused_with_words(text):
    with pytest.raises(UnitError, match=r"no number with a unit|says no unit|is none of nb, pb, fb, ab"):
        Luminosity.parse(text)


def test_a_unit_that_is_written_wins_over_that_of_the_column():
    assert Luminosity.parse("8.609", Unit.FB) == Luminosity.parse("8609 pb-1", Unit.FB)


@given(luminosities, units)
def test_what_is_written_is_read_back(value, unit):
    assert Luminosity.parse(value.text(unit)) == value
    assert Luminosity.of(value.number(unit), unit) == value


@given(numbers, units, units)
def test_units_differ_by_powers_of_ten_and_nothing_is_rounded(number, one, other):
    value = Luminosity.of(number, one)
    assert value.number(other) == number.scaleb(one.power - other.power)


@given(luminosities, luminosities)
def test_sums_are_exact_and_go_both_ways(one, other):
    assert one + other == other + one
    assert (one + other) - other == one
    assert total([one, other]) == one + other
    assert (one < other) == (one.invpb < other.invpb)


@pytest.mark.parametrize("number", [0, 1, 1.0, D(1), "1 fb-1", None])
def test_a_plain_number_is_never_added_or_compared(number):
    value = fb("1")
    for act in (
        lambda: value + number,
        lambda: number + value,
        lambda: value - number,
        lambda: number - value,
        lambda: value < number,
        lambda: value >= number,
    ):
        with pytest.raises(TypeError):
            act()
    assert value != number


def test_the_sum_of_python_begins_with_a_number_and_is_refused():
    with pytest.raises(TypeError):
        sum([fb("1"), fb("2")])


@pytest.mark.parametrize("number", [0.1, 1.0, "1", True, None, D("NaN"), D("Infinity")])
def test_only_finite_decimals_become_a_luminosity(number):
    with pytest.raises(TypeError):
        Luminosity(number)
    with pytest.raises(TypeError):
        Luminosity.of(number, Unit.FB)


def test_a_column_never_rounds():
    assert fb("0.000000001").stored == D("0.000001")
    for text in ("0.0000000001", "1000000000"):
        with pytest.raises(UnitError, match="more digits than the record holds"):
            assert fb(text).stored


def read(value, errors):
    return Measured.parse(value, errors, Unit.FB)


@pytest.mark.parametrize("nothing", ["", "NaN", "nan", " - ", "–"])
def test_an_error_that_is_not_known(nothing):
    assert read("2.779", nothing) == Measured(fb("2.779"))


def test_two_errors_of_a_paper():
    found = read("426.52", "0.03 stat 2.48 syst")
    assert found == Measured(fb("426.52"), stat=fb("0.03"), syst=fb("2.48"))
    assert found.exact() == "426.52 ± 0.03 stat ± 2.48 syst fb⁻¹"
    assert plain(round(found.whole_error.number(Unit.FB), 4)) == "2.4802"
    assert read("426.52", "±0.03 stat. +/- 2.48 syst.") == found
    assert read("426.52 fb-1", "0.03 stat 2.48 syst") == found


@pytest.mark.parametrize(
    "errors", ["0.03 0.04", "0.1 stat 0.2 stat", "0.1 stat 0.2", "x", "0.1 lumi", "-0.1", "0.1 stat -1 syst"]
)
def test_errors_that_say_nothing_clear_are_refused(errors):
    with pytest.raises(UnitError, match="error"):
        read("1", errors)


def test_the_error_is_in_the_unit_that_the_value_writes():
    assert Measured.parse("2.779 pb-1", "0.1", Unit.FB).error == Luminosity(D("0.1"))


measurements = st.one_of(
    st.builds(Measured, luminosities, st.none() | st.builds(Luminosity, sizes)),
    st.builds(
        lambda value, stat, syst: Measured(value, stat=stat, syst=syst),
        luminosities,
        st.builds(Luminosity, sizes),
        st.builds(Luminosity, sizes),
    ),
)


@given(measurements, units)
def test_a_measurement_that_is_written_with_all_digits_is_read_back(found, unit):
    value, *errors = found.exact(unit).removesuffix(f" {unit}").split(" ± ")
    assert Measured.parse(value, " ".join(errors), unit) == found


@given(measurements)
def test_words_are_within_half_of_their_last_digit(found):
    shown = found.words().removesuffix(" fb⁻¹").split(" ± ")
    parts = [found.value, *found.errors]
    assert len(shown) in (len(parts), 1)
    for text, part in zip(shown, parts, strict=False):
        number = D(text.split()[0])
        step = D(1).scaleb(number.as_tuple().exponent)
        if len(shown) > 1 and "." in text:
            assert abs(number - part.number(Unit.FB)) <= step / 2


@pytest.mark.parametrize(
    ("value", "errors", "words"),
    [
        ("426.52", "0.03 stat 2.48 syst", "426.52 ± 0.03 stat ± 2.48 syst fb⁻¹"),
        ("426.88", "1.93", "426.9 ± 1.9 fb⁻¹"),
        ("54.642", "0.004", "54.642 ± 0.004 fb⁻¹"),
        ("2.779", "", "2.779 fb⁻¹"),
        ("1446.3", "127", "1450 ± 130 fb⁻¹"),
        ("8.609", "0", "8.609 fb⁻¹"),
    ],
)
def test_words_are_as_precise_as_the_error(value, errors, words):
    assert read(value, errors).words() == words


def test_errors_without_anything_in_common_add_in_quadrature_and_systematic_ones_linearly():
    one, other = read("1", "0.3 stat 0.1 syst"), read("2", "0.4 stat 0.2 syst")
    assert add_up([one, other]) == Measured(fb("3"), stat=fb("0.5"), syst=fb("0.3"))
    assert add_up([read("1", "0.3"), read("2", "0.4")]) == Measured(fb("3"), fb("0.5"))
    assert add_up([read("1", "0.3"), read("2", "0.4 stat 0.2 syst"), read("4", "")]) == Measured(
        fb("7"), stat=fb("0.5"), syst=fb("0.2")
    )
    assert add_up([]) == Measured(fb("0"))


@given(st.lists(measurements, max_size=5))
def test_a_sum_is_never_better_known_than_its_parts(parts):
    found = add_up(parts)
    assert found.value == total(part.value for part in parts)
    for part in parts:
        if part.whole_error is not None:
            slack = Luminosity(D("1e-12"))
            assert found.whole_error + slack >= part.whole_error


@given(st.lists(st.builds(Luminosity, sizes), min_size=1, max_size=6))
def test_quadrature_lies_between_the_largest_and_the_linear_sum(errors):
    slack = Luminosity(D("1e-12"))
    assert max(errors) - slack <= in_quadrature(errors) <= total(errors) + slack


def test_all_spellings_of_all_units_agree():
    for unit, form in product(Unit, ("{}-1", "/{}", "1/{}", "inv{}", "{}⁻¹", "{}^-1")):
        assert Luminosity.parse("2.5 " + form.format(unit.value[:2])) == Luminosity.of(D("2.5"), unit)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("9.000000000", "9.0"), ("190.3", "190.3"), ("8.609", "8.609"), ("4E+3", "4,000.0"), ("0", "0.0")],
)
def test_numbers_of_a_column_line_up(number, shown):
    assert lined_up(Decimal(number)) == shown
