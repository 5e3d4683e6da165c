"""Untrusted files: refused in one sentence, in bounded time and memory, and nothing outside the file is touched."""

import gzip
import resource
import socket
from io import BytesIO
from multiprocessing import get_context

import pytest

from members.authorship.authorxml.tree import MAX_BYTES, MAX_ELEMENTS, AuthorXMLError, parse

BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


def _refusal(source):
    with pytest.raises(AuthorXMLError) as refusal:
        parse(source)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert len(sentence) < 200
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\t", "The file is empty."),
        (b"%auto-ignore\n", "The file is empty."),
        (b"<!-- nothing -->", "The file holds no XML."),
        (b'{"authors": []}', "The file is not well-formed XML: not well-formed (invalid token), line 1."),
        (b"%auto-ignore\n<a>\n<b>Quill", "The file is cut off: it ends in line 3 before its elements are closed."),
        (b"<a><b", "The file is cut off: it ends in line 1 before its elements are closed."),
        (b"<a>\n</b>", "The file is not well-formed XML: mismatched tag, line 2."),
        (b"<a/><b/>", "The file is not well-formed XML: junk after document element, line 1."),
        (b"<a>\xe9</a>", "The file is not well-formed XML: not well-formed (invalid token), line 1."),
        (b"<a>&eacute;</a>", "The file is not well-formed XML: undefined entity, line 1."),
        (
            b'<?xml version="1.0" encoding="klingon"?><a/>',
            "The encoding of the file is not supported: unknown encoding: klingon.",
        ),
        (gzip.compress(b"<a/>" * 1000, mtime=0)[:-9], "The gzip file is cut off: its end is missing."),
        (b"\x1f\x8b" + b"x" * 300, "The gzip file is damaged."),
        (
            gzip.compress(gzip.compress(b"<a/>", mtime=0), mtime=0),
            "The file is not well-formed XML: not well-formed (invalid token), line 1.",
        ),
        (b"<a>" * 50, "The elements in line 1 are nested deeper than 20 levels."),
    ],
)
def test_broken_files(data, sentence):
    assert _refusal(data) == sentence


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY x "y">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;',
        f'<!ENTITY e0 "ha">{BOMB}',
    ],
)
def test_declared_entities_are_refused(subset):
    assert "entities are refused" in _refusal(f"<!DOCTYPE a [{subset}]><a>&x;</a>".encode())


def test_an_entity_of_a_dtd_that_is_not_loaded_is_refused_instead_of_dropped():
    sentence = _refusal(b'<!DOCTYPE a SYSTEM "author.dtd"><a>\nAm&eacute;lie</a>')
    assert sentence == "The entity &eacute; in line 2 has no meaning without its DTD."


def test_neither_dtd_nor_network_is_touched(tmp_path, monkeypatch):
    (tmp_path / "author.dtd").write_text('<!ATTLIST a x CDATA "from the DTD">')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "socket", None)
    for address in ("author.dtd", "http://127.0.0.1:9/author.dtd", "file:///etc/passwd"):
        root = parse(f'<!DOCTYPE a SYSTEM "{address}"><a>b</a>'.encode())
        assert (root.attributes, root.text) == ({}, "b")


def test_defaults_of_an_inner_dtd_do_not_multiply():
    root = parse(b'<!DOCTYPE a [<!ATTLIST b x CDATA "yyyyyyyy">]><a><b/><b x="z"/></a>')
    assert [child.attributes for child in root.children] == [{}, {"x": "z"}]


def test_a_file_that_is_not_there_or_may_not_be_read(tmp_path):
    assert _refusal(tmp_path / "none.xml") == "The file cannot be read: No such file or directory."
    assert _refusal(tmp_path) == "The file cannot be read: Is a directory."


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("iso-8859-15", "iso-8859-15"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings(declared, encoding):
    assert parse(f'<?xml version="1.0" encoding="{declared}"?><a>Zoé</a>'.encode(encoding)).text == "Zoé"


def test_lines_count_from_the_top_of_the_file():
    root = parse(b"\xef\xbb\xbf\n%auto-ignore\n\n<x:a>\n <y:B Z:Id='1'>A&amp;<![CDATA[B]]></y:B></x:a>")
    (child,) = root.children
    assert (root.tag, root.line, child.tag, child.line, child.attributes, child.text) == (
        "a",
        4,
        "b",
        5,
        {"id": "1"},
        "A&B",
    )


class _Endless:
    """A file of 200 MB of one name that counts what is read of it."""

    def __init__(self):
        self.inside = BytesIO(b"<collaborationauthorlist><Person><familyName>")
        self.given = 0

    def read(self, size):
        head = self.inside.read(size)
        self.given += size
        assert self.given < 200 * 2**20, "read to the end"
        return head + b"x" * (size - len(head))


def test_two_hundred_megabytes_of_one_name_are_not_read():
    file = _Endless()
    assert _refusal(file) == "The file is larger than 16 MB, which no author list is."
    assert file.given <= MAX_BYTES + 1


LARGE = {
    "one name": lambda: b"<a>" + b"x" * (MAX_BYTES - 10),
    "one attribute": lambda: b'<a b="' + b"x" * (MAX_BYTES - 20) + b'"/>',
    "one tag": lambda: b"<" + b"x" * (MAX_BYTES - 10) + b"/>",
    "many elements": lambda: b"<a>" + b"<b/>" * (MAX_ELEMENTS + 1) + b"</a>",
    "packed": lambda: gzip.compress(b"<a>" + b"x" * (200 * 2**20)),
    "inner DTD": lambda: (
        b'<!DOCTYPE a [<!ATTLIST b x CDATA "' + b"y" * 10**6 + b'">]><a>' + b"<b/>" * (MAX_ELEMENTS + 1)
    ),
}


def _measured(name, answers):
    data = LARGE[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        parse(data)
        answers.put(("accepted", 0))
    except AuthorXMLError as refusal:
        answers.put((str(refusal), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))


@pytest.mark.parametrize("name", LARGE)
def test_large_files_cost_little_memory(name):
    """In a process of its own, so that the peak is that of this file."""
    context = get_context("fork")
    answers = context.Queue()
    process = context.Process(target=_measured, args=(name, answers))
    process.start()
    sentence, kilobytes = answers.get(timeout=60)
    process.join()
    assert sentence.startswith(("A value in line 1 is longer", "The file is larger", "The file has more than"))
    assert kilobytes < 200 * 1024
