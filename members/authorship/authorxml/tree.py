"""Bytes of an untrusted XML file to a small tree with line numbers, or a refusal in one sentence.

No DTD is loaded, no entity is declared or expanded, nothing is fetched, and the limits below bound memory and time. The
parser gets the file in one piece, because a long token in many pieces costs quadratic time in older versions of expat.
Namespaces are dropped and tags compared in lower case: published lists use two namespaces and two ways of capitals.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

MAX_BYTES = 16 * 2**20
"""Of the file, and of what it unpacks to. The largest published list has 2.5 MB for 2,911 people."""
MAX_ELEMENTS = 200_000
MAX_DEPTH = 20
MAX_VALUE = 20_000
"""Characters of one value or attribute."""

_CUT_OFF = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


_NO_XML = "The file holds no XML."


class AuthorXMLError(ValueError):
    """The file cannot be read as an author list; the message is one sentence for the person who sent it."""


@dataclass(slots=True)
class Node:
    """An element: lower-case local name, attributes, line of its start tag, texts and children in order."""

    tag: str
    attributes: dict[str, str]
    line: int
    parts: list[str | Node] = field(default_factory=list)

    @property
    def children(self) -> Iterator[Node]:
        return (part for part in self.parts if isinstance(part, Node))

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def parse(source: bytes | Path | BinaryIO) -> Node:
    """The root of the tree of a plain or gzipped file. Raises AuthorXMLError."""
    data, skipped = _without_preamble(_content(source))
    if not data:
        raise AuthorXMLError("The file is empty.")
    return _Builder(skipped).build(data)


def _content(source: bytes | Path | BinaryIO) -> bytes:
    try:
        data = _limited(source)
        if data.startswith(b"\x1f\x8b"):
            data = _limited(gzip.GzipFile(fileobj=io.BytesIO(data)))
    except EOFError:
        raise AuthorXMLError("The gzip file is cut off: its end is missing.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise AuthorXMLError("The gzip file is damaged.") from None
    except OSError as error:
        raise AuthorXMLError(f"The file cannot be read: {error.strerror or error}.") from None
    return data


def _limited(source: bytes | Path | BinaryIO | gzip.GzipFile) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _limited(file)
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise AuthorXMLError(f"The file is larger than {MAX_BYTES // 2**20} MB, which no author list is.")
    return data


def _without_preamble(data: bytes) -> tuple[bytes, int]:
    """The XML itself and the number of lines before it: arXiv's `%auto-ignore`, a byte order mark, blank lines."""
    rest = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    while rest.startswith(b"%"):
        rest = rest.partition(b"\n")[2].lstrip()
    return rest, data[: len(data) - len(rest)].count(b"\n")


class _Builder:
    def __init__(self, skipped: int) -> None:
        self.skipped = skipped
        self.root: Node | None = None
        self.open: list[Node] = []
        self.elements = 0
        self.length = 0
        self.parser = expat.ParserCreate()
        self.parser.specified_attributes = True  # none from a DTD
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.EntityDeclHandler = self.declared
        self.parser.SkippedEntityHandler = self.undeclared

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.skipped

    def build(self, data: bytes) -> Node:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            raise AuthorXMLError(self.refusal(error)) from None
        except (ValueError, LookupError) as error:  # an encoding nobody knows, or of several bytes
            if isinstance(error, AuthorXMLError):
                raise
            raise AuthorXMLError(f"The encoding of the file is not supported: {error}.") from None
        if self.root is None:
            raise AuthorXMLError(_NO_XML)
        return self.root

    def refusal(self, error: expat.ExpatError) -> str:
        line = error.lineno + self.skipped
        if error.code in _CUT_OFF:
            if self.root is None:
                return _NO_XML
            return f"The file is cut off: it ends in line {line} before its elements are closed."
        return f"The file is not well-formed XML: {expat.ErrorString(error.code)}, line {line}."

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise AuthorXMLError(f"The file has more than {MAX_ELEMENTS:,} elements, which no author list has.")
        if len(self.open) >= MAX_DEPTH:
            raise AuthorXMLError(f"The elements in line {self.line} are nested deeper than {MAX_DEPTH} levels.")
        for text in (name, *attributes, *attributes.values()):
            self.limit(len(text))
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()}, self.line)
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.length = 0

    def end(self, _name: str) -> None:
        self.open.pop()
        self.length = 0

    def characters(self, text: str) -> None:
        self.length += len(text)
        self.limit(self.length)
        self.open[-1].parts.append(text)

    def limit(self, length: int) -> None:
        if length > MAX_VALUE:
            raise AuthorXMLError(f"A value in line {self.line} is longer than {MAX_VALUE:,} characters.")

    def declared(self, name: str, *_details: Any) -> None:
        raise AuthorXMLError(f"The file declares the entity {name[:40]!r} in line {self.line}; entities are refused.")

    def undeclared(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise AuthorXMLError(f"The entity &{name[:40]}; in line {self.line} has no meaning without its DTD.")


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
