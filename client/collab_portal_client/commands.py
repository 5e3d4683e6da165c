"""What the client does: search, show, list, diff, export."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from collab_portal_client import output
from collab_portal_client.errors import DENIED, NOTHING, OK, USAGE, WHO_ASKS, Failure
from collab_portal_client.http import Portal

NOUN = re.compile(r"[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)*")
PAGE = re.compile(rf"/({NOUN.pattern})/([0-9]+)/?")


def search(portal: Portal, asked: Namespace) -> int:
    """What a name means, or what a text occurs in."""
    answer = portal.json("/api/v1/search/", [("q", asked.text)])
    found = [{**item, "list": ""} for item in answer.get("named", [])]
    for hits in answer.get("lists", []):
        if hits.get("failed"):
            output.say(f"{hits['label']}: {hits['failed']}")
        found += [{**item, "list": hits["label"]} for item in hits["items"]]
        if hits.get("more"):
            output.say(f"{hits['label']}: there are more, see {portal.config.url}{hits['all_url']}")
    if not found and not portal.config.token:
        raise Failure(DENIED, f"nothing that everybody may see is called “{asked.text}”. {WHO_ASKS}")
    rows = ({**row, "url": f"{portal.config.url}{row['url']}"} for row in found)
    columns = ["label", "hint", "list", "url"] if asked.format == "table" else None
    return _found(output.rows(rows, asked.format, columns))


def show(portal: Portal, asked: Namespace) -> int:
    """One thing, by address, path, name, code or number."""
    noun, rest = locate(portal, asked.thing)
    if isinstance(rest, int):
        row = portal.json(f"/api/v1/{noun}/{rest}/")
        instead = row.get("superseded_by")
        if instead:
            output.say(f"superseded: use {instead} instead")
        output.one(row, asked.format)
        return OK
    return _found(output.rows(portal.rows(noun, rest), asked.format))


def list_rows(portal: Portal, asked: Namespace) -> int:
    """The rows of a list."""
    rows: Iterator[dict[str, Any]] = portal.rows(_noun(asked.noun), _params(asked))
    if asked.limit is not None:
        rows = islice(rows, asked.limit)
    return _found(output.rows(rows, asked.format, asked.columns))


def diff(portal: Portal, asked: Namespace) -> int:
    """What one collection has and the other has not, as the portal compares them."""
    first, second = (_collection(portal, text) for text in (asked.first, asked.second))
    count = 0
    changes: list[dict[str, Any]] = []
    for sign, inside, outside in (("-", first, second), ("+", second, first)):
        params = [("collection", str(inside)), ("not_in", str(outside)), ("format", "txt")]
        for path in _lines(portal.stream("/datasets/", params)):
            count += 1
            if asked.format == "text":
                print(f"{sign} {path}")
            else:
                changes.append({"change": {"-": "removed", "+": "added"}[sign], "path": path})
    if asked.format != "text":
        output.rows(changes, asked.format)
    return NOTHING if count else OK


def export(portal: Portal, asked: Namespace) -> int:
    """A list as a file, streamed: what stands under the name asked for is complete."""
    address, params = f"/{_noun(asked.noun)}/", [*_params(asked), ("format", asked.kind)]
    blocks = portal.stream(address, params)
    if asked.output in (None, "-"):
        for block in blocks:
            sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
        return OK
    target = Path(asked.output)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file:
            for block in blocks:
                file.write(block)
        part.replace(target)
    except OSError as error:
        raise Failure(USAGE, f"{target}: cannot be written: {os.strerror(error.errno or 0)}") from error
    finally:
        part.unlink(missing_ok=True)
    return OK


def locate(portal: Portal, text: str) -> tuple[str, Any]:
    """The noun and the number of the thing that a text names; for several, the noun and the query of their list."""
    direct = PAGE.fullmatch("/" + text.removeprefix(portal.config.url).strip("/"))
    if direct and not text.startswith("/belle"):
        return direct[1], int(direct[2])
    found = portal.json("/api/v1/search/", [("q", text)]).get("named", [])
    if not found:
        raise Failure(NOTHING, f"nothing that you may see is called {text}")
    if len(found) > 1:
        choices = "; ".join(f"{item['label']}: {item['url'].strip('/')}" for item in found)
        raise Failure(USAGE, f"{text} names {len(found)} things, say which: {choices}")
    parts = urlsplit(found[0]["url"])
    if one := PAGE.fullmatch(parts.path):
        return one[1], int(one[2])
    return unquote(parts.path).strip("/"), parse_qsl(parts.query)


def _collection(portal: Portal, text: str) -> int:
    noun, key = locate(portal, text)
    if noun != "collections" or not isinstance(key, int):
        raise Failure(USAGE, f"{text} is no collection")
    return key


def _noun(text: str) -> str:
    if not NOUN.fullmatch(text):
        raise Failure(USAGE, f"{text}: the name of a list is written as in its address, such as datasets")
    return text


def _params(asked: Namespace) -> list[tuple[str, str]]:
    """The query of a list: `campaign=MC15rd_b`, `campaign!=MC15rd_b`, and what the options say."""
    params = []
    for text in asked.filters:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise Failure(USAGE, f"{text}: a filter is written name=value")
        params.append((name, value))
    params += [("q", asked.query)] if asked.query else []
    params += [("sort", asked.sort)] if asked.sort else []
    return params + [("col", name) for name in asked.columns or ()]


def _lines(blocks: Iterator[bytes]) -> Iterator[str]:
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in lines)
    if rest:
        yield rest.decode("utf-8", "replace")


def _found(count: int) -> int:
    return OK if count else NOTHING
