"""Files of an application: checked by what they hold, not by what they claim to be."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from members.bylaws import bylaws

PDF = "application/pdf"
SIGNATURE = re.compile(rb"%PDF-[12]\.[0-9]")
LONGEST = 100


class BadDocument(ValueError):
    """The file is not taken; the message says why."""


def checked(content: bytes, name: str) -> tuple[str, str]:
    """(file name, media type) under which the file is kept. Raises BadDocument."""
    most = bylaws().institutes.document_bytes
    if len(content) > most:
        raise BadDocument(f"{len(content):,} bytes; at most {most:,} are taken")
    if not content:
        raise BadDocument("the file is empty")
    if not SIGNATURE.match(content):
        raise BadDocument("not a PDF file: it does not begin as one")
    if b"%%EOF" not in content[-2048:]:
        raise BadDocument("not a whole PDF file: its end is missing")
    return clean_name(name), PDF


def clean_name(name: str) -> str:
    """A file name that is safe anywhere: no folders, letters in ASCII, digits, `.`, `_` and `-`; ends in `.pdf`."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    stem = re.sub(r"\.pdf$", "", plain, flags=re.IGNORECASE)
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-_")
    return f"{stem[:LONGEST] or 'document'}.pdf"
