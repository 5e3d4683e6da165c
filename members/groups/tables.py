"""Hand-kept tables of who is who, read as text: lines of a post with its people, and tables of groups.

    Skim manager: @Ida Quill @Bo Lund (deputy) (former @Eva Stern)
    Group<tab>Liaison

Knows no record: text in, rows with line numbers out. What it cannot understand is a problem of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from members.groups.choices import Post

WORDS = {
    **{post.value: post for post in Post},
    **{f"{post.value}s": post for post in Post},
    "deputies": Post.DEPUTY,
    "secretaries": Post.SECRETARY,
    "chairperson": Post.CHAIR,
    "chairs": Post.CHAIR,
}
LABEL = re.compile(r"^[\s*_•+-]*([A-Za-z][^@:|\t]{0,80}?)[\s*_]*:[\s*_]*")
WHO = re.compile(r"^[#\s*_]*(.*?)[\s*_]*who['’]?s[ -]who\b", re.IGNORECASE)
OF_LIAISONS = re.compile(r"^#+\s*(.+?)\s+liaisons\s*#*$", re.IGNORECASE)
NAME_ENDS = r"(?=\s+-\s|\s+-$|\s+former\b|\s*[@,;()|\t]|\s*$)"
TOKEN = re.compile(
    rf"(?P<name>(?<![\w.])@[^@,;()|\t]+?{NAME_ENDS})|(?P<sign>[(),;])|(?P<word>[^\s@(),;]+)|@", re.IGNORECASE
)
UNKNOWN = "unknown user"


@dataclass(frozen=True)
class Named:
    """Somebody named for a post of a group (`group` is empty where the text names none)."""

    line: int
    group: str
    post: Post
    name: str
    former: bool = False
    account: str = ""
    """Of an "Unknown User (account)": the name of the account."""


@dataclass
class Text:
    """What a text holds: people by line, groups of its tables, its own group, and what was not understood."""

    people: list[Named] = field(default_factory=list)
    groups: list[tuple[int, str, Post]] = field(default_factory=list)
    own: str = ""
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class _Entry:
    """A post whose people are being read, over several lines."""

    group: str
    post: Post
    former: bool = False
    depth: int = 0
    former_from: int = 0
    """At which depth of parentheses "former" began; it ends with them."""
    comma: bool = True
    found: list[Named] = field(default_factory=list)


def post_of(words: str) -> tuple[str, Post] | None:
    """`Data processing managers` as its group and post; None when the last word is no post."""
    *before, last = words.split() or [""]
    post = WORDS.get(last.lower())
    return (" ".join(before), post) if post else None


def read_text(text: str) -> Text:
    """All posts and tables of a text."""
    found = Text()
    section, entry, columns = "", None, None
    for number, line in enumerate(text.splitlines(), 1):
        if (liaisons := OF_LIAISONS.match(line)) and not found.own:
            found.own = liaisons[1]
        if "@" not in line and (heading := WHO.match(line)):
            section, entry = heading[1].strip(), None
            continue
        if line.startswith("#"):
            section, entry, columns = "", None, None
            continue
        cells = _cells(line)
        if cells is not None:
            entry = None
            columns = _table(found, number, cells, columns)
            continue
        columns = None
        if not line.strip():
            _ended(found, entry)
            entry = None
            continue
        entry = _line(found, number, line, section, entry)
    _ended(found, entry)
    return found


def _cells(line: str) -> list[str] | None:
    """The cells of a row that tabs or bars part; None for other lines."""
    if "\t" in line.lstrip():
        return [cell.strip() for cell in line.split("\t")]
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if line.strip().startswith("|") else None


def _table(found: Text, number: int, cells: list[str], columns: list[Post | None] | None) -> list[Post | None] | None:
    """A head (`Group | Liaison`) gives the posts of the columns, a row below it the people."""
    if columns is None:
        heads = [post_of(cell.strip("*_ ")) for cell in cells]
        return [head[1] if head else None for head in heads] if any(heads[1:]) and not heads[0] else None
    if all(set(cell) <= set("-: ") for cell in cells):
        return columns
    name = cells[0].strip("*_ ")
    for post, cell in zip(columns[1:], cells[1:], strict=False):
        if post is not None and name:
            found.groups.append((number, name, post))
            entry = _Entry(name, post)
            people = cell if "@" in cell else "".join(f"@{part} " for part in cell.split(",") if part.strip())
            _read(entry, number, people)
            found.people += entry.found
    return columns


def _line(found: Text, number: int, line: str, section: str, entry: _Entry | None) -> _Entry | None:
    label = LABEL.match(line)
    rest = line
    if label is not None:
        words = label[1].strip()
        named = post_of(words)
        if words.lower() == "former" and found.people + (entry.found if entry else []):
            entry = entry or _again(found)
            entry.former, entry.former_from, entry.comma = True, 0, True
            rest = line[label.end() :]
        elif named is not None:
            _ended(found, entry)
            entry, rest = _Entry(named[0] or section, named[1]), line[label.end() :]
        elif re.search(r"(?<![\w.])@\w", line):
            found.problems.append((number, f"“{words}” is no post; the line was left out"))
            _ended(found, entry)
            return None
    if entry is not None:
        _read(entry, number, rest)
    return entry


def _again(found: Text) -> _Entry:
    """A paragraph of its own that begins "Former:" continues the post before it."""
    last = found.people[-1]
    return _Entry(last.group, last.post)


def _ended(found: Text, entry: _Entry | None) -> None:
    if entry is not None:
        found.people += entry.found
        entry.found = []


def _read(entry: _Entry, number: int, text: str) -> None:
    """The names of one line of an entry, with what stands beside them."""
    for token in TOKEN.finditer(text.replace("*", " ")):
        name, sign, word = token["name"], token["sign"], (token["word"] or "").strip(":.").lower()
        if name is not None:
            entry.found.append(Named(number, entry.group, entry.post, " ".join(name[1:].split()), entry.former))
            entry.comma = False
        elif sign == "(":
            entry.depth += 1
        elif sign == ")":
            entry.depth = max(entry.depth - 1, 0)
            if entry.former and entry.former_from > entry.depth and entry.found and entry.found[-1].former:
                entry.former = False
        elif sign in (",", ";"):
            entry.comma = True
        elif word == "former":
            if entry.depth and not entry.comma and text[token.end() :].lstrip().startswith(")"):
                _mark(entry, former=True)  # "@Ida Quill (former)"
            else:
                closed = text[token.end() :].lstrip().startswith(")")
                entry.former, entry.former_from = True, 0 if closed else entry.depth
        elif word in ("deputy", "deputies") and entry.depth:
            _mark(entry, post=Post.DEPUTY)
        elif word and entry.depth and entry.found and entry.found[-1].name.lower() == UNKNOWN:
            _mark(entry, account=token["word"])
        elif word and word not in ("-", "–", "and") and not entry.depth and not entry.comma and entry.found:
            _mark(entry, name=f"{entry.found[-1].name} {token['word']}")  # a name that goes on in the next line


def _mark(entry: _Entry, **changes: object) -> None:
    """Something more about the person named last."""
    if entry.found:
        last = entry.found[-1]
        values = {name: getattr(last, name) for name in last.__dataclass_fields__} | changes
        entry.found[-1] = Named(**values)


def names(text: Text) -> Iterator[tuple[str, Post]]:
    """The groups and posts that the text names, each once."""
    yield from dict.fromkeys(
        [*((row.group, row.post) for row in text.people), *((group, post) for _, group, post in text.groups)]
    )
