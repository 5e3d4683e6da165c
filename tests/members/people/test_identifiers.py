"""Identifiers: valid ones in one form, everything else with a reason."""

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.people.identifiers import Checked, inspire_id, is_filler, orcid, orcid_check_digit, ror

NOT_16 = "not an ORCID iD: it has to be 16 digits, the last one may be X"
WRONG_DIGIT = "not an ORCID iD: the check digit is wrong"
NOT_INSPIRE = "not an INSPIRE id: it has to be INSPIRE- and eight digits"


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1694-233X",
        "https://orcid.org/0000-0002-1694-233X",
        "http://www.orcid.org/0000-0002-1694-233X/",
        "orcid.org/0000-0002-1694-233x",
        "ORCID: 0000-0002-1694-233X",
        "000000021694233X",
        " 0000 0002 1694 233X\n",
        "0000–0002–1694–233X",
        "0000-0002-1694-233X\u200b",
    ],
)
def test_an_orcid_in_any_form_becomes_the_bare_one(text):
    assert orcid(text) == Checked("0000-0002-1694-233X")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0002-0424-7903", NOT_16),
        ("0000-0002-1694-2331", WRONG_DIGIT),
        ("0000-0002-1694-2339", WRONG_DIGIT),
        ("0000-0002-1649-233X", WRONG_DIGIT),  # two digits changed places
        ("0000-0002-X694-233X", NOT_16),
        ("٠٠٠٠-0002-1694-233X", NOT_16),
        ("0000-0002-1694-233X 0000-0002-1694-233X", NOT_16),
        ("https://example.org/0000-0002-1694-233X", NOT_16),
    ],
)
def test_a_malformed_orcid_has_a_reason(text, problem):
    assert orcid(text) == Checked(problem=problem)


@given(st.text("0123456789", min_size=15, max_size=15).filter(lambda digits: not digits.startswith("0" * 12)))
def test_one_check_digit_of_eleven_is_right(digits):
    right = orcid_check_digit(digits)
    accepted = [last for last in "0123456789X" if orcid(digits + last).value]
    assert accepted == [right]


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_a_wrong_digit_is_always_caught(digits, place, shift):
    wrong = f"{digits[:place]}{(int(digits[place]) + shift) % 10}{digits[place + 1 :]}"
    assert orcid(wrong + orcid_check_digit(digits)).value == ""


@pytest.mark.parametrize("text", ["INSPIRE-00060668", "inspire-00060668", " INSPIRE‐00060668 "])
def test_an_inspire_id(text):
    assert inspire_id(text) == Checked("INSPIRE-00060668")


@pytest.mark.parametrize("text", ["INSPIRE--00825197", "INSPIRE-123", "INSPIRE-123456789", "419", "J.Quill.1"])
def test_a_malformed_inspire_id_has_a_reason(text):
    assert inspire_id(text) == Checked(problem=NOT_INSPIRE)


@pytest.mark.parametrize("text", ["04xs57h96", "https://ror.org/04xs57h96", "ror.org/04XS57H96/", "ROR:04xs57h96"])
def test_a_ror_id_becomes_the_bare_one(text):
    assert ror(text) == Checked("04xs57h96")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("04xs57h97", "not a ROR id: the check digits are wrong"),
        ("04sx57h96", "not a ROR id: the check digits are wrong"),
        ("https://ror.org/4xs57h96", "not a ROR id: it has to be https://ror.org/0 and eight letters or digits"),
        ("grid.10025.36", "not a ROR id: it has to be https://ror.org/0 and eight letters or digits"),
        ("04xl57h96", "not a ROR id: it has to be https://ror.org/0 and eight letters or digits"),  # no l in base 32
    ],
)
def test_a_malformed_ror_id_has_a_reason(text, problem):
    assert ror(text) == Checked(problem=problem)


@pytest.mark.parametrize("text", ["", " ", "None", "undefined", "INSPIRE-", "N/A", "-"])
def test_fillers_are_no_identifier_and_no_problem(text):
    assert [check(text) for check in (orcid, inspire_id, ror)] == [Checked()] * 3
    assert is_filler(text.strip())


def test_placeholders_of_zeros_are_fillers():
    assert inspire_id("INSPIRE-0000000") == Checked()
    assert orcid("0000-0000-0000-0000") == Checked()


@given(st.text(max_size=40))
def test_any_text_gives_a_value_or_a_reason_or_nothing(text):
    for check in (orcid, inspire_id, ror):
        value, problem = check(text)
        assert not (value and problem)
        assert check(value) == Checked(value)


def test_every_ror_of_a_published_list_has_right_check_digits(shared):
    text = gzip.decompress((shared / "data/authorship/real/dune_2206.14521.xml.gz").read_bytes()).decode()
    found = re.findall(r"https://ror\.org/\w+", text)
    assert len(found) == 147
    assert all(ror(each).value for each in found)
