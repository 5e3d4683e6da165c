r"""Distinguished names of grid certificates: every written form of one becomes one text.

Kept as RFC 4514 writes it (`CN=Ana Ruiz,OU=people,O=Grid,C=NO`: most special first), since the slash form of the grid
(`/C=NO/O=Grid/CN=Ana Ruiz`) cannot tell a slash in a value from the next part. Text in, text out.
"""

from __future__ import annotations

import re

from members.people.identifiers import Checked, is_filler
from members.people.names import clean

_TYPES = {
    "c": "C",
    "cn": "CN",
    "dc": "DC",
    "l": "L",
    "o": "O",
    "ou": "OU",
    "s": "ST",
    "st": "ST",
    "street": "STREET",
    "uid": "UID",
    "userid": "UID",
    "e": "emailAddress",
    "email": "emailAddress",
    "emailaddress": "emailAddress",
    "serialnumber": "serialNumber",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}
"""Attribute types by the names that programs give them, in small letters (RFC 4514 section 3, RFC 2985, OpenSSL)."""
_TYPE = r"[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)+"
_PART = re.compile(rf"\s*(?:OID\.)?({_TYPE})\s*=\s*(.*)", re.DOTALL)
_SLASH = re.compile(rf"/(?=(?:{_TYPE})\s*=)")
_GENERAL = {"C", "DC"}
_SPECIAL = {"CN", "UID", "emailAddress"}
LONGEST = 300

Part = tuple[str, str]


def distinguished_name(text: str) -> Checked:
    """The name in its kept form, from the slash form, RFC 2253/4514, or OpenSSL's `C = NO, O = Grid, CN = Ana Ruiz`."""
    text = clean(text)
    if is_filler(text):
        return Checked()
    text = re.sub(r"^(subject|issuer)\s*[=:]\s*(?=/|[A-Za-z0-9.]+\s*=)", "", text, flags=re.IGNORECASE)
    try:
        parts = _from_slashes(text) if text.startswith("/") else _from_commas(text)
    except ValueError as error:
        return Checked(problem=str(error))
    if len(parts) < 2:
        return Checked(problem="not the name of a certificate: it has to have parts such as /C=NO/O=Grid/CN=Ana Ruiz")
    name = ",".join(f"{kind}={_escaped(value)}" for kind, value in parts)
    if len(name) > LONGEST:
        return Checked(problem=f"not the name of a certificate: it is longer than {LONGEST} characters")
    return Checked(name)


def _from_slashes(text: str) -> list[Part]:
    """Most general first: the other way round than it is kept."""
    head, *parts = _SLASH.split(text)
    if head:
        raise ValueError("not the name of a certificate: after a slash a part such as CN= has to follow")
    return [_part(part) for part in parts][::-1]


def _from_commas(text: str) -> list[Part]:
    """Most special first; the other way round too, when it begins with a country or domain and ends with a person."""
    parts = [_part(part, escaped=True) for part in _split(text)]
    if len(parts) > 1 and parts[0][0] in _GENERAL and parts[-1][0] in _SPECIAL:
        parts.reverse()
    return parts


def _split(text: str) -> list[str]:
    """The parts between commas or semicolons that are neither escaped nor quoted. Raises ValueError."""
    parts, part, quoted, characters = [], "", False, iter(text)
    for char in characters:
        if char == "\\":
            part += char + next(characters, "")
        elif char in ",;" and not quoted:
            parts.append(part)
            part = ""
        else:
            quoted ^= char == '"'
            part += char
    if quoted:
        raise ValueError("not the name of a certificate: a quotation mark is not closed")
    return [*parts, part]


def _part(text: str, *, escaped: bool = False) -> Part:
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(f"not the name of a certificate: {text.strip()[:40]!r} is no part such as CN=Ana Ruiz")
    kind, value = _TYPES.get(found[1].lower(), found[1]), found[2]
    value = _unescaped(value) if escaped else value.strip()
    if not value:
        raise ValueError(f"not the name of a certificate: {kind} is empty")
    return kind, value


def _unescaped(value: str) -> str:
    r"""The text of a value: quotes taken off, `\,` as a comma, `\C3\A9` as the letter whose UTF-8 it is."""
    value = re.sub(r"(?<!\\)\s+$", "", value)
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]

    def plain(match: re.Match[str]) -> str:
        if match[1]:
            return bytes.fromhex(match[1].replace("\\", "")).decode("utf-8", "strict")
        return match[2]

    try:
        return clean(re.sub(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", plain, value))
    except UnicodeDecodeError as error:
        raise ValueError("not the name of a certificate: an escaped letter is no UTF-8") from error


def _escaped(value: str) -> str:
    """As RFC 4514 section 2.4 writes a value."""
    value = re.sub(r'([\\",;<>+])', r"\\\1", value)
    return f"\\{value}" if value.startswith("#") else value
