"""Fetching a source whole or not at all: what is late, cut, too large or elsewhere is an error in words."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlencode, urljoin, urlsplit, urlunsplit

import requests

from datasets.feeds import numbered
from datasets.feeds.configuration import Source

REDIRECTS = 3
PIECE = 65_536
GZIP = b"\x1f\x8b"


class FetchError(Exception):
    """The source did not give a whole file; the message says why."""


@dataclass(frozen=True)
class Fetched:
    """The content with the watermark to ask with the next time; no content when nothing changed."""

    content: bytes | None
    watermark: dict[str, str] = field(default_factory=dict)


def fetch(source: Source, watermark: dict[str, str], begun: str) -> Fetched:
    """The content of a source if it is newer than the watermark. `begun` is the time now. Raises FetchError."""
    try:
        if source.address.startswith("file:"):
            return _file(source, watermark)
        return _http(source, watermark, begun)
    except OSError as error:  # those of requests are, too
        raise FetchError(_words(error)) from error


def _file(source: Source, watermark: dict[str, str]) -> Fetched:
    path = Path(unquote(urlsplit(source.address).path))
    status = path.stat()
    mark = {"modified": f"{status.st_mtime_ns}-{status.st_size}"}
    if mark == watermark:
        return Fetched(None, mark)
    if status.st_size > source.most_bytes:
        raise FetchError(f"the file has {status.st_size:,} bytes; at most {source.most_bytes:,} are taken")
    return Fetched(_whole(source, path.read_bytes()), mark)


def _http(source: Source, watermark: dict[str, str], begun: str) -> Fetched:
    headers = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "portal-feed"}
    if token := source.token():
        headers["Authorization"] = f"Bearer {token}"
    deadline = time.monotonic() + source.whole_seconds
    with requests.Session() as session:
        session.trust_env = False  # no credentials of the machine, and no proxy that nobody configured here
        if token:
            session.auth = _keep_header
        if source.after_parameter:
            return _numbered(session, source, headers, watermark, deadline)
        for name, header in (("etag", "If-None-Match"), ("last_modified", "If-Modified-Since")):
            if watermark.get(name):
                headers[header] = watermark[name]
        address = source.address
        if source.since_parameter and watermark.get("since"):
            address = _asking(address, source.since_parameter, watermark["since"])
        with _answer(session, source, address, headers) as response:
            if response.status_code == requests.codes.not_modified:
                return Fetched(None, watermark)
            content = _whole(source, _body(response, source, deadline))
            mark = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
    if source.since_parameter:
        mark = {"since": begun}
    return Fetched(content, {name: value for name, value in mark.items() if value})


def _numbered(
    session: requests.Session, source: Source, headers: dict[str, str], watermark: dict[str, str], deadline: float
) -> Fetched:
    """What comes after the last number that was written, page by page until a page is empty.

    After half of the time or of the bytes what came is taken, and the next turn goes on behind it: a source that was
    away for long is caught up with in parts.
    """
    last = int(watermark["last_id"]) if "last_id" in watermark else None
    pages, size, enough = [], 0, time.monotonic() + source.whole_seconds / 2
    while size < source.most_bytes / 2 and time.monotonic() < enough:
        address = source.address if last is None else _asking(source.address, source.after_parameter, str(last))
        with _answer(session, source, address, headers) as response:
            content = _body(response, source, deadline)
        session.close()  # see _answer
        if not content.strip():
            break
        content = _whole(source, content)
        if content.startswith(GZIP):
            content = gzip.decompress(content)
        try:
            page, newest = numbered.read(content, source.id_key, last)
        except numbered.NumberError as error:
            raise FetchError(f"after {last if last is not None else 'nothing'}: {error}") from error
        if not page:
            break
        pages.append(page)
        size, last = size + len(page), newest
    return Fetched(b"".join(pages), {"last_id": str(last)}) if pages else Fetched(None, watermark)


def _asking(address: str, name: str, value: str) -> str:
    """The address with one parameter more."""
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode({name: value}))))
    return urlunsplit(parts._replace(query=query))


def _answer(session: requests.Session, source: Source, address: str, headers: dict[str, str]) -> requests.Response:
    """The answer after redirects on the same server: elsewhere nobody is told the secret, or believed."""
    for _ in range(REDIRECTS + 1):
        response = session.get(
            address, headers=headers, stream=True, allow_redirects=False, timeout=source.timeout_seconds
        )
        if not response.is_redirect:
            return response
        target = urljoin(address, response.headers["Location"])
        response.close()
        session.close()  # the server may close the connection as well, at any moment
        if _server(target) != _server(source.address):
            raise FetchError(f"the server sends us elsewhere, to {urlsplit(target).hostname}; that is not followed")
        address = target
    raise FetchError(f"the server sent us on more than {REDIRECTS} times")


def _keep_header(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """User and password in the address would take the place of the token."""
    return request


def _server(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port


def _body(response: requests.Response, source: Source, deadline: float) -> bytes:
    if response.status_code != requests.codes.ok:
        raise FetchError(f"the server answered {response.status_code} {response.reason}"[:200])
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > source.most_bytes:
        raise FetchError(f"the file has {int(announced):,} bytes; at most {source.most_bytes:,} are taken")
    content = bytearray()
    for piece in _pieces(response):
        content += piece
        if len(content) > source.most_bytes:
            raise FetchError(f"the file has more than {source.most_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise FetchError(f"the transfer took more than {source.whole_seconds:g} seconds")
    if announced.isdecimal() and len(content) != int(announced):
        raise FetchError(f"the transfer was cut: {len(content):,} of {int(announced):,} bytes came")
    return bytes(content)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """What comes, as it comes: a piece that is waited for until it is full would hide that time runs out."""
    try:
        while piece := response.raw.read1(PIECE):
            yield piece
    except Exception as error:  # urllib3 has no base that requests would turn into its own here
        late = "timed out" in str(error)
        raise FetchError("the server did not answer in time" if late else "the transfer was cut") from error


def _whole(source: Source, content: bytes) -> bytes:
    """The content without its end marker, when it is whole. Raises FetchError."""
    if not content:
        raise FetchError("the file is empty")
    packed = content.startswith(GZIP)
    size, tail = 0, b""
    for piece in _unpacked(content) if packed else [content]:
        size += len(piece)
        if size > source.most_unpacked_bytes:
            raise FetchError(f"unpacked the file has more than {source.most_unpacked_bytes:,} bytes")
        tail = (tail + piece)[-max(4096, len(source.end_marker) + 16) :]
    if not source.end_marker:
        return content
    marker = source.end_marker.encode()
    if tail.rstrip().rpartition(b"\n")[2].strip() != marker:
        raise FetchError(f"the last line is not “{source.end_marker}”: the file is not whole")
    plain = gzip.decompress(content) if packed else content
    plain = plain.rstrip().removesuffix(marker)
    return gzip.compress(plain) if packed else plain


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The content unpacked, in pieces. Raises FetchError when it is broken or not whole."""
    rest = content
    while rest.strip(b"\x00"):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            while not unpacker.eof:
                piece = unpacker.decompress(rest, PIECE * 16)
                if not piece and not unpacker.unconsumed_tail and not unpacker.eof:
                    raise FetchError("the packed file is not whole")
                yield piece
                rest = unpacker.unconsumed_tail
        except zlib.error as error:
            raise FetchError(f"the packed file is broken: {error}") from error
        rest = unpacker.unused_data


def _words(error: Exception) -> str:
    """An error of the network in words; those of the libraries hold addresses, and an address may hold a secret."""
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return "the server did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "the server cannot be reached"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"the transfer failed ({type(error).__name__})"
