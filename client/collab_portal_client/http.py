"""Requests to the portal, and what every answer that is none means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from collab_portal_client import __version__
from collab_portal_client.config import Config
from collab_portal_client.errors import AWAY, BROKEN, DENIED, NOTHING, USAGE, WHO_ASKS, Failure

Params = Sequence[tuple[str, str]]
PAGE_SIZE = "500"
BLOCK = 65536


class Portal:
    """One portal. Every method raises Failure with the exit code that fits."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.session = requests.Session()
        self.session.trust_env = True  # proxies of the institute
        self.session.auth = _Bearer(config.token)
        self.session.headers["User-Agent"] = f"collab-portal-client/{__version__}"

    def json(self, address: str, params: Params = ()) -> dict[str, Any]:
        """The object at an address of the API."""
        with self._get(address, params) as response:
            try:
                found = response.json()
            except (ValueError, requests.RequestException) as error:
                raise Failure(BROKEN, f"{address}: the portal sent something that is not JSON") from error
        if not isinstance(found, dict):
            raise Failure(BROKEN, f"{address}: the portal sent something else than was asked for")
        return found

    def rows(self, noun: str, params: Params) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        address, asked = f"/api/v1/{noun}/", [*params, ("page_size", PAGE_SIZE)]
        seen: set[str] = set()
        while address:
            page = self.json(address, asked)
            results, onward = page.get("results"), page.get("next") or ""
            if not isinstance(results, list) or not isinstance(onward, str) or onward in seen:
                raise Failure(BROKEN, f"{address}: the portal sent something else than a list")
            yield from results
            seen.add(onward)
            parts = urlsplit(onward)  # the host is ours, whatever a proxy made of it
            address, asked = (f"{parts.path}?{parts.query}" if onward else ""), []

    def stream(self, address: str, params: Params) -> Iterator[bytes]:
        """An export in blocks, as it comes."""
        with self._get(address, params, stream=True) as response:
            try:
                yield from response.iter_content(BLOCK)
            except requests.RequestException as error:
                raise Failure(BROKEN, f"{address}: the answer broke off; what came is not complete") from error

    @contextmanager
    def _get(self, address: str, params: Params, *, stream: bool = False) -> Iterator[requests.Response]:
        url = urljoin(f"{self.config.url}/", address.lstrip("/"))
        try:
            response = self.session.get(
                url, params=list(params), timeout=self.config.timeout, allow_redirects=False, stream=stream
            )
        except requests.Timeout as error:
            raise Failure(AWAY, f"{self.config.url} took longer than {self.config.timeout:g} s to answer") from error
        except requests.exceptions.SSLError as error:
            raise Failure(AWAY, f"{self.config.url}: no safe connection: {error}") from error
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise Failure(BROKEN, f"{url}: the answer broke off") from error
        except requests.ConnectionError as error:
            raise Failure(
                AWAY, f"{self.config.url} does not answer. Is the address right, and the portal up?"
            ) from error
        except (requests.RequestException, UnicodeError) as error:
            raise Failure(USAGE, f"{url}: {error}") from error
        with response:
            if response.status_code != 200:
                raise _failure(response, has_token=bool(self.config.token))
            yield response


class _Bearer(requests.auth.AuthBase):
    """The token, and never what a .netrc file says."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: Any) -> Any:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def _failure(response: requests.Response, *, has_token: bool) -> Failure:
    """What a status means."""
    status, words = response.status_code, _detail(response)
    if status in (401, 403) or (300 <= status < 400 and not _moved(response)):
        hint = "" if has_token else f" {WHO_ASKS}"
        there = urlsplit(response.headers.get("Location", "")).path
        words = words or (f"the portal wants you at {there} first." if there else "the portal says no.")
        return Failure(DENIED, f"not allowed: {words}{hint}")
    if 300 <= status < 400:
        return Failure(USAGE, f"the portal is at another address: {response.headers.get('Location', '')}")
    if status == 404:
        return Failure(NOTHING, "there is nothing at this address, or you may not know that there is")
    if status in (400, 405, 414, 422):
        return Failure(USAGE, words or f"the portal could not read this request ({status})")
    if status in (429, 502, 503, 504):
        return Failure(AWAY, words or f"the portal is busy or away ({status}); try again later")
    return Failure(BROKEN, words or f"the portal failed ({status})")


def _moved(response: requests.Response) -> bool:
    """Whether a redirect leads to another host or scheme, not to the sign-in page."""
    there, here = urlsplit(response.headers.get("Location", "")), urlsplit(response.url)
    return bool(there.netloc) and (there.scheme, there.netloc) != (here.scheme, here.netloc)


def _detail(response: requests.Response) -> str:
    """The words of the portal, where it sent any."""
    try:
        said = response.json()
    except (ValueError, requests.RequestException):
        return ""
    said = said.get("detail", said) if isinstance(said, dict) else said
    if isinstance(said, dict):
        pairs = [(name, items if isinstance(items, list) else [items]) for name, items in said.items()]
        said = [f"{name}: {item}" for name, items in pairs for item in items]
    return "; ".join(map(str, said)) if isinstance(said, list) else str(said)
