"""The broker without a server: whole messages, each taken once, for the owner's eyes only."""

import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Queue

import portal.queue_transport  # noqa: F401
from portal.tasks import app


def connect(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.01,
    }
    return Connection("portalfs://localhost", transport_options=options)


SENDER = """
import sys
from pathlib import Path
from tests.portal.test_tasks import connect
with connect(Path(sys.argv[1])) as connection:
    queue = connection.SimpleQueue("big")
    for number in range(10):
        queue.put({"number": number, "sender": sys.argv[2], "filling": "x" * 2_000_000})
"""


def receive(folder: Path, seen: list[tuple[str, int]], enough: threading.Event) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("big")
        while not enough.is_set():
            try:
                message = queue.get(timeout=0.1)
            except Empty:
                continue
            seen.append((message.payload["sender"], message.payload["number"]))
            message.ack()
            if len(seen) >= 20:
                enough.set()


def test_big_messages_of_several_senders_arrive_whole_and_once(tmp_path):
    seen: list[tuple[str, int]] = []
    enough = threading.Event()
    readers = [threading.Thread(target=receive, args=(tmp_path, seen, enough)) for _ in range(2)]
    senders = [subprocess.Popen([sys.executable, "-c", SENDER, tmp_path, name]) for name in "ab"]
    for reader in readers:
        reader.start()
    assert [sender.wait(60) for sender in senders] == [0, 0]
    enough.wait(30)
    enough.set()
    for reader in readers:
        reader.join()
    assert sorted(seen) == [(name, number) for name in "ab" for number in range(10)]
    assert list((tmp_path / "messages").iterdir()) == []


def test_messages_come_in_the_order_they_were_sent_and_are_private(tmp_path):
    with connect(tmp_path) as connection:
        queue = connection.SimpleQueue("small")
        for number in range(5):
            queue.put(number)
        files = list((tmp_path / "messages").iterdir())
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
        assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("messages", "control")} == {0o700}
        assert [queue.get(timeout=1).payload for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_queue_keeps_to_its_own_messages(tmp_path):
    with connect(tmp_path) as connection:
        one, other = connection.SimpleQueue("one"), connection.SimpleQueue("one.other")
        other.put("for the other")
        with pytest.raises(Empty):
            one.get(timeout=0.1)
        assert other.get(timeout=1).payload == "for the other"


def test_a_table_that_another_process_is_making_counts_as_empty(tmp_path):
    with connect(tmp_path) as connection:
        channel = connection.channel()
        (tmp_path / "control" / "fresh.exchange").touch()
        assert channel.get_table("fresh") == []
        channel.queue_declare("q")
        Queue("q", exchange="known", routing_key="q")(channel).declare()
        assert [row.queue for row in channel.get_table("known")] == ["q"]


def test_tasks_of_the_kernel_and_of_the_packages_are_known():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"portal.outbox.sweep", "portal.outbox.deliver"} <= set(app.tasks)
    assert scheduled <= set(app.tasks)
