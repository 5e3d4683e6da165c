"""Author lists as text: one pure function per format, from `PublishedList` to the content of a file.

The same list gives the same bytes, for ever: nothing here reads the clock, the settings or the record.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from members.authorship.exports.authorxml import authorxml
from members.authorship.exports.revtex import revtex
from members.authorship.published import PublishedList

__all__ = ["FORMATS", "Format", "authorxml", "revtex"]


class Format(NamedTuple):
    """How a format is written and served; the text is encoded as UTF-8."""

    label: str
    write: Callable[[PublishedList], str]
    filename: str
    content_type: str


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "authorxml": Format("author.xml (INSPIRE)", authorxml, "author.xml", "application/xml"),
        "revtex": Format("REVTeX 4.2", revtex, "authors.tex", "application/x-tex"),
    }
)
