"""Identifiers of people and institutes: each text becomes a clean value or a reason why it is none.

A value that fails is kept aside by the callers and reported; it is never stored as valid. Texts that only fill a field
(empty, `None`, `undefined`, `INSPIRE-0000000`) are no identifier at all: neither value nor reason.
"""

import re
import unicodedata
from typing import NamedTuple

_FILLERS = {"", "-", "n/a", "na", "nil", "none", "null", "undefined", "unknown", "tbd", "inspire", "inspire-", "orcid"}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_BASE32 = {digit: value for value, digit in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}


class Checked(NamedTuple):
    """Either `value`, clean and checked, or `problem`, a sentence part; both empty when there was nothing to check."""

    value: str = ""
    problem: str = ""


def orcid(text: str) -> Checked:
    """An ORCID iD as `0000-0002-1825-0097`, from the bare form or its address; check digit by ISO 7064 mod 11-2."""
    text = _plain(text)
    if is_filler(text):
        return Checked()
    bare = re.sub(r"^(https?://)?(www\.|sandbox\.)?orcid\.org/|^orcid(\.org)?[:\s]+", "", text, flags=re.IGNORECASE)
    digits = re.sub(r"[\s-]", "", bare.rstrip("/")).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return Checked(problem="not an ORCID iD: it has to be 16 digits, the last one may be X")
    if digits.startswith("0" * 12):
        return Checked()
    if digits[-1] != orcid_check_digit(digits[:15]):
        return Checked(problem="not an ORCID iD: the check digit is wrong")
    return Checked("-".join(digits[at : at + 4] for at in range(0, 16, 4)))


def orcid_check_digit(digits: str) -> str:
    """The 16th character for 15 digits (ISO 7064 mod 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def inspire_id(text: str) -> Checked:
    """The id of a person in INSPIRE, `INSPIRE-` and eight digits (INSPIRE schema of author ids)."""
    text = _plain(text)
    if is_filler(text):
        return Checked()
    value = text.upper()
    if re.fullmatch(r"INSPIRE-0*", value):
        return Checked()
    if not re.fullmatch(r"INSPIRE-[0-9]{8}", value):
        return Checked(problem="not an INSPIRE id: it has to be INSPIRE- and eight digits")
    return Checked(value)


def ror(text: str) -> Checked:
    """A ROR id without its address, `04xs57h96`: Crockford base 32 with two check digits by ISO 7064 mod 97-10."""
    text = _plain(text)
    if is_filler(text):
        return Checked()
    value = re.sub(r"^((https?://)?(www\.)?ror\.org/|ror:\s*)", "", text, flags=re.IGNORECASE).rstrip("/").lower()
    if not re.fullmatch(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}", value):
        return Checked(problem="not a ROR id: it has to be https://ror.org/0 and eight letters or digits")
    number = 0
    for digit in value[1:7]:
        number = number * 32 + _BASE32[digit]
    if 98 - number * 100 % 97 != int(value[7:]):
        return Checked(problem="not a ROR id: the check digits are wrong")
    return Checked(value)


def _plain(text: str) -> str:
    return "".join(char for char in text.translate(_DASHES) if unicodedata.category(char) not in {"Cc", "Cf"}).strip()


def is_filler(text: str) -> bool:
    """True for words that only fill a field, as lists have them by the hundred."""
    return text.casefold() in _FILLERS
