"""A source that numbers what it has is asked for what comes after the last number that was written."""

import gzip
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from datasets.catalogue.models import Dataset
from datasets.feeds import actions
from datasets.feeds.choices import FeedState
from datasets.feeds.models import Feed
from portal.importing.models import ImportRun
from tests.datasets.conftest import mc
from tests.datasets.feeds.conftest import due, tick


class Registrations:
    """An API over numbered rows, two a page; `fails` is how it answers instead, after so many good answers."""

    def __init__(self, server, numbers=()):
        self.rows, self.good, self.fails = {number: number for number in numbers}, 10**6, None
        server.respond = self

    def __call__(self, request):
        if self.good <= 0:
            self.fails(request)
            return
        self.good -= 1
        after = int(parse_qs(urlsplit(request.path).query).get("after_id", ["0"])[0])
        numbers = sorted(number for number in self.rows if number > after)[:2]
        request.answer(b"".join(self.line(number) for number in numbers))

    def line(self, number):
        return json.dumps({"id": number, "path": mc(number), "events": self.rows[number]}).encode() + b"\n"


def asked(server):
    """After which number each request asked."""
    return [parse_qs(urlsplit(path).query).get("after_id", [None])[0] for path, _ in server.asked]


def known():
    return sorted(Dataset.objects.values_list("events", flat=True))


@pytest.fixture
def api(db, server, configured):
    configured(after_parameter="after_id")
    return Registrations(server, (3, 5, 9))


def test_everything_comes_page_by_page_and_then_only_what_is_new(api, server):
    feed = tick()
    assert (feed.error, feed.state, feed.watermark, feed.counts["create"]) == ("", FeedState.OK, {"last_id": "9"}, 3)
    assert (known(), asked(server)) == ([3, 5, 9], [None, "5", "9"])
    assert ImportRun.objects.get().plan["counts"]["reject"] == 0  # the number goes no further
    due()
    feed = tick()
    assert (feed.state, feed.watermark, ImportRun.objects.count()) == (FeedState.OK, {"last_id": "9"}, 1)
    api.rows |= {10: 10, 4: 4}  # what is numbered below the last is not new
    due()
    assert tick().watermark == {"last_id": "10"}
    assert (known(), asked(server)[3:]) == ([3, 5, 9, 10], ["9", "9", "10"])


def test_a_failure_between_the_pages_is_taken_up_where_the_last_write_ended(api, server):
    tick()
    api.rows |= dict.fromkeys((11, 12, 13, 14), 7)
    api.good, api.fails = 1, lambda request: request.answer(b"oh", status=502)
    due()
    feed = tick()
    assert (feed.state, feed.error) == (FeedState.FAILED, "the server answered 502 Bad Gateway")
    assert (feed.watermark, Dataset.objects.count()) == ({"last_id": "9"}, 3)
    api.good = 10
    due()
    assert (tick().watermark, Dataset.objects.count()) == ({"last_id": "14"}, 7)
    assert asked(server)[-3:] == ["9", "12", "14"]


def test_a_write_that_fails_leaves_the_number_where_it_was(api, server):
    tick()
    api.rows |= {11: 11, 12: 12}
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE datasets_dataset ADD CONSTRAINT broken CHECK (path <> '{mc(12)}')")
    due()
    feed = tick()
    assert (feed.state, feed.watermark, known()) == (FeedState.FAILED, {"last_id": "9"}, [3, 5, 9])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE datasets_dataset DROP CONSTRAINT broken")
    due()
    assert (tick().watermark, known()) == ({"last_id": "12"}, [3, 5, 9, 11, 12])


def test_what_a_killed_worker_had_fetched_is_written_before_the_number_moves(api, server, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(actions.imports, "carry_on", lambda run: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            tick()
    assert (Feed.objects.get().watermark, known()) == ({}, [])
    requests = len(server.asked)
    feed = tick()
    assert (feed.watermark, known(), len(server.asked)) == ({"last_id": "9"}, [3, 5, 9], requests)


def test_a_long_absence_is_caught_up_with_in_parts(api, server, configured):
    api.rows = {number: number for number in range(1, 8)}
    configured(after_parameter="after_id", most_bytes=2 * len(api.line(1) + api.line(2)))
    assert tick().watermark == {"last_id": "4"}
    due()
    assert tick().watermark == {"last_id": "7"}
    assert known() == list(range(1, 8))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"id": 5, "path": "/a"}\n{"id": 5, "path": "/b"}\n', "after nothing: line 2: id 5 comes after 5"),
        (b'{"id": 5, "path": "/a"}\n{"id": 4, "path": "/b"}\n', "line 2: id 4 comes after 5; they must ascend"),
        (b'{"path": "/a"}\n', "line 1 has no whole number “id”"),
        (b'{"id": true, "path": "/a"}\n', "line 1 has no whole number “id”"),
        (b'{"id": "7", "path": "/a"}\n', "line 1 has no whole number “id”"),
        (b"[1]\n", "line 1 has no whole number “id”"),
        (b"<html>\n", "line 1 is no JSON"),
        (b"\xff\xfe\n", "line 1 is no JSON"),
    ],
)
def test_numbers_that_do_not_ascend_write_nothing(db, server, configured, content, words):
    configured(after_parameter="after_id")
    server.respond = lambda request: request.answer(content)
    feed = tick()
    assert (feed.state, feed.watermark, Dataset.objects.count()) == (FeedState.FAILED, {}, 0)
    assert words in feed.error


def test_a_server_that_gives_the_same_again_is_an_error_and_no_endless_loop(db, server, configured):
    configured(after_parameter="after_id")
    server.respond = lambda request: request.answer(b'{"id": 5, "path": "%s"}\n' % mc(5).encode())
    assert "after 5: line 1: id 5 comes after 5" in tick().error
    assert len(server.asked) == 2


def test_another_key_packed_pages_and_an_address_with_a_query(db, server, configured):
    configured(after_parameter="from", id_key="sequence", address=f"{server.address}?kind=mc", end_marker="# end")

    def respond(request):
        row = b'{"sequence": 8, "path": "%s", "events": 8}\n' % mc(8).encode()
        request.answer(gzip.compress((b"" if "from=8" in request.path else row) + b"# end\n"))

    server.respond = respond
    assert (tick().error, Feed.objects.get().watermark, known()) == ("", {"last_id": "8"}, [8])
    assert [path for path, _ in server.asked] == ["/dump.jsonl?kind=mc", "/dump.jsonl?kind=mc&from=8"]
