"""From bytes to lines: what is not text is refused with one finding, old encodings are read and reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisons.decayfiles.findings import Severity
from liaisons.decayfiles.texts import LARGEST_FILE, LONGEST_LINE, read_text


def codes(text):
    return [(found.line, found.code) for found in text.findings]


@pytest.mark.parametrize(
    ("raw", "line", "code"),
    [
        (b"", None, "file-empty"),
        (b" \n\r\n\t", None, "file-empty"),
        (b"\xef\xbb\xbf\n", None, "file-empty"),
        (b"x" * (LARGEST_FILE + 1), None, "file-too-large"),
        (b"a\n" + b"x" * (LONGEST_LINE + 1), 2, "line-too-long"),
        (b"# EventType: 1\n\0\n", 2, "not-text"),
        (b"\x7fELF\x02\x01\x01", 1, "not-text"),
        (bytes(range(1, 256)), None, "not-text"),
        (b"\x89\x81\x8d\x8f", None, "not-text"),  # no text in any of the encodings
        ("# EventType: 1".encode("utf-16"), None, "utf-16"),
        ("# EventType: 1".encode("utf-16-le"), None, "utf-16"),
        ("# EventType: 1".encode("utf-16-be"), None, "utf-16"),
        ("# EventType: 1".encode("utf-32"), None, "utf-16"),
    ],
)
def test_what_is_not_text_gets_one_error(raw, line, code):
    text = read_text(raw)
    assert (text.readable, text.lines) == (False, ())
    assert codes(text) == [(line, code)]
    assert text.findings[0].severity is Severity.ERROR


def test_the_largest_file_and_the_longest_line_are_read():
    raw = (b"x" * LONGEST_LINE + b"\n") * (LARGEST_FILE // (LONGEST_LINE + 1))
    assert read_text(raw).findings == ()


@pytest.mark.parametrize(
    ("raw", "ends", "message"),
    [
        (b"a\nb\n", "lf", None),
        (b"a", "", None),
        (b"a\r\nb\r\n", "crlf", "2 of 2 lines end with CRLF; write plain line feeds."),
        (b"a\rb\r", "cr", "2 of 2 lines end with CR; write plain line feeds."),
        (b"a\nb\r\nc\rd\n", "mixed", "2 of 4 lines end with CR and CRLF; write plain line feeds."),
    ],
)
def test_line_ends(raw, ends, message):
    text = read_text(raw)
    assert (text.lines, text.line_ends) == (tuple(raw.decode().split()), ends)
    assert [found.message for found in text.findings] == ([message] if message else [])


def test_the_first_odd_line_end_is_pointed_at():
    assert codes(read_text(b"a\nb\nc\r\nd\r\n")) == [(3, "line-ends")]


@pytest.mark.parametrize(
    ("raw", "encoding", "first", "found"),
    [
        (b"# Ana", "ascii", "# Ana", []),
        ("# Žofie".encode(), "utf-8", "# Žofie", []),
        ("a\n# Zoë".encode("windows-1252"), "windows-1252", "a", [(2, "encoding")]),
        ("# Zoë".encode("utf-8-sig"), "utf-8", "# Zoë", [(1, "byte-order-mark")]),
    ],
)
def test_encodings(raw, encoding, first, found):
    text = read_text(raw)
    assert (text.encoding, text.lines[0], codes(text)) == (encoding, first, found)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_once(raw):
    text = read_text(raw)
    errors = [found for found in text.findings if found.severity is Severity.ERROR]
    assert len(errors) == (0 if text.readable else 1)
