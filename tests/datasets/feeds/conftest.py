"""A real server on this machine, and feeds that ask it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from tests.datasets.conftest import mc


class Server(ThreadingHTTPServer):
    """Answers with `respond(handler)`; keeps the requests as (path, headers)."""

    daemon_threads = True

    def __init__(self):
        self.asked, self.respond = [], None
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/dump.jsonl"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.respond(self)

    def log_message(self, *args):
        pass

    def answer(self, content=b"", status=200, length=None, **headers):
        self.send_response(status)
        if length != "none":
            self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True


@pytest.fixture
def server():
    found = Server()
    threading.Thread(target=found.serve_forever, args=(0.05,), daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def configured(tmp_path, settings, server):
    def write(**keys):
        table = {"importer": "dataset-lines", "address": server.address, "timeout_seconds": 1.0} | keys
        lines = [f"{name} = {json.dumps(value)}" for name, value in table.items() if not isinstance(value, dict)]
        lines += [f"{name}.{key} = {json.dumps(value)}" for name, each in table.items() if isinstance(each, dict)
                  for key, value in each.items()]  # fmt: skip
        path = tmp_path / "feeds.toml"
        path.write_text("[feeds.files]\n" + "\n".join(lines))
        settings.PORTAL_FEEDS = str(path)

    return write


def lines(*numbers):
    return "".join(json.dumps({"path": mc(number), "events": number}) + "\n" for number in numbers).encode()


def tick():
    from datasets.feeds import actions
    from datasets.feeds.models import Feed

    actions.tick()
    return Feed.objects.get()


def due():
    from datasets.feeds.models import Feed

    Feed.objects.update(next_at=timezone.now())
