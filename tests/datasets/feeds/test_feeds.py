"""Feeds against a real server that is slow, cuts off, refuses, sends elsewhere or far too much."""

import gzip
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from datasets.catalogue.models import CompleteDump, Dataset
from datasets.feeds import actions
from datasets.feeds.choices import FeedState
from datasets.feeds.configuration import read, sources
from datasets.feeds.models import Feed
from portal.importing.models import ImportRun, RunState
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.datasets.feeds.conftest import due, lines, tick


def test_what_a_source_has_comes_in_and_an_unchanged_one_costs_nothing(db, server, configured):
    configured()
    server.respond = lambda request: request.answer(lines(1, 2), ETag='"one"')
    feed = tick()
    assert (feed.state, feed.error, feed.counts["create"], feed.watermark) == (FeedState.OK, "", 2, {"etag": '"one"'})
    assert timezone.now() + timedelta(minutes=59) < feed.next_at < timezone.now() + timedelta(minutes=61)
    assert Dataset.objects.count() == 2
    run = ImportRun.objects.get()
    assert (run.state, run.by, bytes(run.content), run.file_name) == (RunState.APPLIED, None, b"", "files: dump.jsonl")
    tick()
    assert len(server.asked) == 1  # it is not due

    def not_modified(request):
        assert request.headers["If-None-Match"] == '"one"'
        request.answer(status=304)

    server.respond = not_modified
    due()
    feed = tick()
    assert (feed.state, ImportRun.objects.count(), len(server.asked)) == (FeedState.OK, 1, 2)


def test_the_secret_goes_to_the_source_and_is_shown_nowhere(db, server, configured, tmp_path, as_persona):
    (tmp_path / "token").write_text("s3cret\n")
    address = server.address.replace("http://", "http://me:pass@") + "?key=k3y-k3y"
    configured(token_file=str(tmp_path / "token"), address=address)
    server.respond = lambda request: request.answer(status=401)
    feed = tick()
    assert server.asked[0][1]["Authorization"] == "Bearer s3cret"
    client = as_persona("manager")
    shown = [client.get(url).content.decode() for url in ("/feeds/", feed.get_absolute_url(), "/api/v1/feeds/", "/")]
    assert feed.error == "the server answered 401 Unauthorized"
    for text in (*shown, repr(sources()["files"]).replace(address, "")):
        assert not [secret for secret in ("s3cret", "pass@", "k3y-k3y", "token_file") if secret in text]
    assert "Feeds to look at" in shown[3]
    assert "The server answered 401 Unauthorized." in shown[1]


def slow(request):
    request.send_response(200)
    request.end_headers()
    for _ in range(40):
        try:
            request.wfile.write(b"#")
        except OSError:
            return
        time.sleep(0.1)


def cut(request):
    request.answer(lines(1, 2)[:-20], length=len(lines(1, 2)))


def silent(request):
    time.sleep(2.5)


BOMB = gzip.compress(b" " * 3_000_000)


@pytest.mark.parametrize(
    ("respond", "keys", "words"),
    [
        (lambda request: request.answer(b"oh", status=500), {}, "the server answered 500"),
        (silent, {}, "the server did not answer in time"),
        (slow, {"whole_seconds": 1}, "the transfer took more than 1 seconds"),
        (cut, {}, "the transfer was cut"),
        (lambda request: request.answer(lines(1)), {"end_marker": "# end"}, "the last line is not “# end”"),
        (lambda request: request.answer(gzip.compress(lines(*range(99)))[:-30]), {}, "the packed file is not whole"),
        (lambda request: request.answer(b"\x1f\x8bgarbage"), {}, "the packed file is broken"),
        (lambda request: request.answer(BOMB), {"most_unpacked_bytes": 1_000_000}, "unpacked the file has more than"),
        (lambda request: request.answer(b"x" * 2000), {"most_bytes": 1000}, "the file has 2,000 bytes; at most 1,000"),
        (lambda request: request.answer(b"x" * 2000, length="none"), {"most_bytes": 1000}, "more than 1,000 bytes"),
        (lambda request: request.answer(b""), {}, "the file is empty"),
        (lambda request: request.answer(b"\n\n"), {}, "there is no object in files: dump.jsonl"),
        (lambda request: request.answer(b"\x89PNG" + bytes(99)), {}, "files: dump.jsonl is not a text file in UTF-8"),
        (
            lambda request: request.answer(status=302, Location="http://localhost:1/steal"),
            {},
            "the server sends us elsewhere, to localhost; that is not followed",
        ),
        (lambda request: request.answer(status=302, Location="/again"), {}, "sent us on more than 3 times"),
    ],
)
def test_what_is_not_whole_writes_nothing_and_is_tried_again_later_and_later(
    db, server, configured, respond, keys, words
):
    configured(**keys)
    server.respond = respond
    feed = tick()
    assert (feed.state, feed.failures, feed.watermark) == (FeedState.FAILED, 1, {})
    assert words in feed.error
    assert not Dataset.objects.exists()
    assert timedelta(seconds=50) < feed.next_at - timezone.now() < timedelta(seconds=61)
    Feed.objects.update(failures=3, next_at=timezone.now())
    server.respond = lambda request: request.answer(status=503)
    feed = tick()
    assert timedelta(minutes=7) < feed.next_at - timezone.now() < timedelta(minutes=9)
    server.respond = lambda request: request.answer(lines(1) + keys.get("end_marker", "").encode())
    due()
    if "most_bytes" not in keys:
        assert (tick().state, Feed.objects.get().failures, Dataset.objects.count()) == (FeedState.OK, 0, 1)


def test_a_redirect_on_the_same_server_is_followed(db, server, configured):
    configured()

    def respond(request):
        if request.path == "/new":
            request.answer(lines(1))
        else:
            request.answer(status=302, Location="/new")

    server.respond = respond
    feed = tick()
    assert (feed.error, Dataset.objects.count()) == ("", 1)


def test_the_end_marker_is_no_line_of_the_file(db, server, configured):
    configured(end_marker="# end")
    server.respond = lambda request: request.answer(gzip.compress(lines(1, 2) + b"# end\n"))
    feed = tick()
    assert (feed.error, feed.counts) == ("", {"create": 2, "update": 0, "skip": 0, "conflict": 0, "reject": 0})


def test_since_the_last_success_is_asked_for(db, server, configured):
    configured(since_parameter="since")
    server.respond = lambda request: request.answer(lines(1))
    begun = tick().watermark["since"]
    due()
    tick()
    assert "since" not in server.asked[0][0]
    assert server.asked[1][0].startswith(f"/dump.jsonl?since={begun[:13]}")


def test_a_file_is_read_again_when_it_changed(db, configured, tmp_path):
    source = tmp_path / "list.jsonl"
    source.write_bytes(lines(1))
    configured(address=source.as_uri())
    assert tick().counts["create"] == 1
    due()
    assert tick().counts == {}
    source.write_bytes(lines(1, 2))
    due()
    assert tick().counts["create"] == 1
    source.unlink()
    due()
    assert tick().error == "No such file or directory"


def test_a_source_that_shrinks_is_held_until_a_person_answers_for_it(db, server, configured, personas):
    configured(options={"complete": True})
    server.respond = lambda request: request.answer(lines(*range(40)), ETag="full")
    tick()
    server.respond = lambda request: request.answer(lines(*range(30)), ETag="short")
    due()
    feed = tick()
    assert (feed.state, feed.watermark) == (FeedState.HELD, {"etag": "full"})
    assert feed.error.startswith("10 of 40 datasets would be marked as missing, more than 5 percent")
    with pytest.raises(MoveRefused):
        actions.run_now(feed, by=SYSTEM)
    due()
    asked = len(server.asked)
    assert tick().state == FeedState.HELD
    assert len(server.asked) == asked  # nothing more is fetched while it waits
    from portal.importing import actions as imports

    manager = personas["manager"]
    imports.release(feed.run, by=manager, reason="a campaign was deleted")
    imports.apply(feed.run, by=manager)
    imports.carry_on(feed.run)
    feed = tick()
    assert (feed.state, feed.watermark, feed.counts["end"]) == (FeedState.OK, {"etag": "short"}, 10)
    assert Dataset.objects.exclude(missing_since=None).count() == 10
    assert CompleteDump.objects.count() == 2


def test_a_dropped_plan_is_not_fetched_again(db, server, configured, personas):
    configured(options={"complete": True})
    server.respond = lambda request: request.answer(lines(*range(40)), ETag="full")
    tick()
    server.respond = lambda request: request.answer(lines(1), ETag="short")
    due()
    from portal.importing import actions as imports

    imports.drop(tick().run, by=personas["manager"])
    feed = tick()
    assert (feed.state, feed.watermark) == (FeedState.OK, {"etag": "short"})
    assert not Dataset.objects.exclude(missing_since=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_fetch_one_feed_at_once(server, configured):
    configured(timeout_seconds=5)

    def respond(request):
        time.sleep(0.5)
        request.answer(lines(1, 2))

    server.respond = respond
    assert at_once(actions.tick, actions.tick, actions.tick) == [None] * 3
    assert len(server.asked) == 1
    assert Dataset.objects.count() == 2
    with connection.cursor() as cursor:
        here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        cursor.execute(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {here}")
        assert cursor.fetchone() == (0,)


def test_what_a_killed_worker_left_is_carried_on(db, server, configured, monkeypatch):
    configured()
    server.respond = lambda request: request.answer(lines(1), ETag="one")
    with monkeypatch.context() as patch:
        patch.setattr(actions.imports, "carry_on", lambda run: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            tick()
    assert (ImportRun.objects.get().state, Dataset.objects.count()) == (RunState.APPLYING, 0)
    feed = tick()
    assert (feed.state, feed.watermark, len(server.asked)) == (FeedState.OK, {"etag": "one"}, 1)
    assert Dataset.objects.count() == 1


def test_run_now_is_for_the_role(db, server, configured, as_persona):
    configured()
    server.respond = lambda request: request.answer(lines(1))
    feed = tick()
    assert as_persona("member").get("/feeds/").status_code == 403
    answer = as_persona("manager").post(f"/feeds/{feed.pk}/run_now/")
    assert answer.status_code == 302
    tick()
    assert len(server.asked) == 2


def test_a_feed_that_is_not_configured_any_more_rests(db, server, configured, settings):
    configured()
    server.respond = lambda request: request.answer(status=500)
    tick()
    settings.PORTAL_FEEDS = ""
    due()
    feed = tick()
    assert (feed.state, feed.late, len(server.asked)) == (FeedState.OFF, False, 1)


def test_a_late_feed_is_seen(db, server, configured, as_persona):
    configured()
    server.respond = lambda request: request.answer(lines(1))
    tick()
    Feed.objects.update(succeeded_at=timezone.now() - timedelta(hours=3))
    feed = Feed.objects.get()
    assert feed.late
    client = as_persona("manager")
    assert "This feed is late" in client.get(feed.get_absolute_url()).content.decode()
    assert "Feeds to look at" in client.get("/").content.decode()
    assert "Feeds to look at" not in as_persona("member").get("/").content.decode()


def test_the_example_can_be_read():
    from pathlib import Path

    import datasets.feeds

    found = read(Path(datasets.feeds.__file__).with_name("example.toml"))
    assert {name: source.importer for name, source in found.items()} == {
        "searcher": "dataset-lines",
        "registrations": "dataset-lines",
        "files": "rucio",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("feeds = [", "cannot read feeds.toml"),
        ('[feeds.a]\nimporter = "datasets"', "feeds.a: there is no address"),
        ('[feeds.a]\nimporter = "x"\naddress = "http://a/"', "feeds.a: there is no importer x"),
        ('[feeds.a]\nimporter = "datasets"\naddress = "ftp://a/"', "feeds.a: the address begins with"),
        ('[feeds.a]\nimporter = "datasets"\naddress = "http://a/"\nevery_minutes = 0', "every_minutes is not what"),
        ('[feeds.a]\nimporter = "datasets"\naddress = "http://a/"\nevery = 5', "the key every is not known"),
        (
            '[feeds.a]\nimporter = "datasets"\naddress = "http://a/"\nafter_parameter = "x"\nsince_parameter = "y"',
            "after_parameter and since_parameter exclude each other",
        ),
        (
            '[feeds.a]\nimporter = "datasets"\naddress = "file:///a"\nafter_parameter = "x"',
            "after_parameter asks a server",
        ),
        (
            '[feeds.a]\nimporter = "rucio"\naddress = "http://a/"\nafter_parameter = "x"\noptions.complete = true',
            "what comes after a number is never complete",
        ),
    ],
)
def test_a_wrong_configuration_names_the_key(tmp_path, text, message):
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=message):
        read(path)
