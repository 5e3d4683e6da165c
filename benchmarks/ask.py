"""One sequential client that asks page and floor in turn."""

from __future__ import annotations

import http.client
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.serve import Site

WARM_UP = 20
SPREAD = 2
"""p95 may be so many times the median."""


@dataclass(frozen=True)
class Page:
    """A page, its floor, and how many times the floor it may take."""

    label: str
    path: str
    floor: str
    goal: float
    reader: str = "member"


@dataclass(frozen=True)
class Result:
    """Medians in milliseconds; `spread` is p95 over median."""

    page: Page
    floor: float
    median: float
    p95: float

    @property
    def ratio(self) -> float:
        return self.median / self.floor

    @property
    def spread(self) -> float:
        return self.p95 / self.median


PAGES = {
    "lists": (
        Page("people list", "/people/?status=active&status=expiring", "/people/", 3),
        Page("API list of people", "/api/v1/people/?status=active", "/people.json", 3),
        Page("dataset search", "/datasets/?campaign=MC16rd_proc16", "/datasets/?campaign=MC16rd_proc16", 3),
        Page(
            "API list of datasets", "/api/v1/datasets/?campaign=MC16rd_proc16", "/datasets/?campaign=MC16rd_proc16", 3
        ),
        Page("person page", "/people/{person}/", "/people/", 2),
    ),
    "members": (
        Page("approvals, office", "/approvals/?state=waiting", "/approvals/", 3, "office"),
        Page("approvals, delegate", "/approvals/?state=waiting", "/approvals/", 3, "delegate"),
        Page("people three years ago", "/people/?status=active&status=expiring&as_of={past}", "/people/", 3),
        Page("institute page", "/institutes/{institute}/", "/institutes/{institute}/", 2),
        Page("person page, delegate", "/people/{person}/", "/people/", 2, "delegate"),
    ),
}
"""The pages of each part. A floor renders the same rows; that of the page of a person is the bare 50-row page."""


def pair(site: Site, page: Page, requests: int) -> Result:
    """Ask `requests` times each, in turn, so that a slow moment of the machine hits both."""
    ours, floors = [], []
    past = datetime.now(UTC).date() - timedelta(days=3 * 365)
    address, cookie = page.path.format(past=past, **site.keys), site.cookies[page.reader]
    floor = page.floor.format(**site.keys)
    for number in range(WARM_UP + requests):
        took_floor = _ask(site.floor, floor, "")
        took = _ask(site.portal, address, cookie)
        if number >= WARM_UP:
            ours.append(took)
            floors.append(took_floor)
    p95 = statistics.quantiles(ours, n=20)[-1]
    return Result(page, statistics.median(floors), statistics.median(ours), p95)


def _ask(port: int, path: str, cookie: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"portal_session={cookie}"} if cookie else {}
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return took
