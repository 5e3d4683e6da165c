"""What a script sees when the portal is away, slow, or answers nonsense: a line and an exit code of its own."""

import json
import signal
import socket
import stat
import subprocess
import sys
import time

import pytest

from portal.testing.servers import free_port
from tests.client.conftest import environment

COMMANDS = (*(("search", "x"), ("show", "x"), ("list", "datasets"), ("diff", "a", "b"), ("export", "datasets")),)


def body(content, status=200, kind="application/json", **headers):
    """A handler that always answers this."""

    def answer(request):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_portal_that_is_away(run, command):
    done = run(*command, PORTAL_URL=f"http://127.0.0.1:{free_port()}")
    assert (done.code, done.out) == (4, "")
    assert "does not answer. Is the address right, and the portal up?" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_portal_that_never_answers(run, command):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        done = run(*command, "--timeout", "0.3", PORTAL_URL=url)
    assert (done.code, done.err) == (4, f"portal: {url} took longer than 0.3 s to answer\n")


@pytest.mark.parametrize(
    ("content", "command"),
    [
        (b"<html>hello", "list"),
        (b"", "list"),
        (b"[]", "list"),
        (b'{"count": 3}', "list"),
        (b'{"results": 7, "next": null}', "list"),
        (b'{"results": [], "next": 7}', "list"),
        (b'"\xff', "show"),
        (b"null", "search"),
    ],
)
def test_what_is_no_answer_is_said_to_be_none(run, answers, content, command):
    done = run(command, "datasets", PORTAL_URL=answers(body(content)))
    assert done.code == 5
    assert "the portal sent something" in done.err


def test_pages_that_go_round_in_circles_end(run, answers):
    page = json.dumps({"results": [{"id": 1, "url": "/", "path": "/a"}], "next": "http://elsewhere.example/x/?page=2"})
    done = run("list", "datasets", PORTAL_URL=answers(body(page.encode())))
    assert done.code == 5
    assert done.lines.count("/a") <= 2


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (400, 2, "q: no such field"),
        (401, 3, "not allowed: q: no such field"),
        (403, 3, "not allowed: q: no such field"),
        (404, 1, "there is nothing at this address"),
        (429, 4, "q: no such field"),
        (500, 5, "q: no such field"),
        (503, 4, "q: no such field"),
    ],
)
def test_each_status_has_its_code(run, answers, status, code, words):
    done = run("list", "datasets", PORTAL_URL=answers(body(b'{"detail": ["q: no such field"]}', status)))
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_a_sign_in_page_is_no_answer_and_a_move_is_said(run, answers):
    url = answers(body(b"", 302, Location="/sign-in/?next=/"))
    done = run("export", "datasets", PORTAL_URL=url)
    assert done.code == 3
    assert "Give a token" in done.err
    done = run("list", "datasets", PORTAL_URL=answers(body(b"", 301, Location="https://new.example/api/")))
    assert (done.code, "https://new.example" in done.err) == (2, True)


def test_an_export_that_breaks_off_leaves_no_file(run, answers, tmp_path):
    url = answers(body(b"/belle/a\n/belle", kind="text/plain", Content_Length="1000"))
    target = tmp_path / "paths.txt"
    target.write_text("from yesterday\n")
    done = run("export", "datasets", "-o", str(target), PORTAL_URL=url)
    assert done.code == 5
    assert "what came is not complete" in done.err
    assert target.read_text() == "from yesterday\n"
    assert [path.name for path in tmp_path.iterdir()] == ["paths.txt"]


def test_what_the_portal_sends_does_not_steer_the_terminal(run, answers):
    row = {"id": 1, "url": "/", "path": "/a\x1b[2J\x07\nb"}
    url = answers(body(json.dumps({"results": [row], "next": None}).encode()))
    for form in ("table", "text"):
        done = run("list", "datasets", "--format", form, PORTAL_URL=url)
        assert done.lines[-1] == "/a�[2J��b"
    assert json.loads(run("list", "datasets", "--format", "json", PORTAL_URL=url).out) == [row]
    refused = answers(body(json.dumps({"detail": "\x1b[2Jno"}).encode(), 403))
    assert "\x1b" not in run("list", "datasets", PORTAL_URL=refused).err


@pytest.mark.parametrize(
    ("arguments", "more", "words"),
    [
        ([], {}, "which portal?"),
        (["--url", "portal.example"], {}, "an address begins with https://"),
        (["--url", "ftp://portal.example"], {}, "an address begins with https://"),
        (["--url", "http://portal.example"], {"PORTAL_TOKEN": "x"}, "a token is not sent without encryption"),
        (["--url", "https://portal.example"], {"PORTAL_TOKEN": "x\ny"}, "the token holds signs that no token has"),
        (["--url", "https://portal.example", "campaign"], {}, "a filter is written name=value"),
        (["--config", "/nowhere.toml"], {}, "/nowhere.toml: there is no such file"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(run, arguments, more, words):
    done = run("list", "datasets", *arguments, **more)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    "arguments", [[], ["dance"], ["list"], ["list", "datasets", "--limit", "0"], ["show", "x", "--timeout", "-1"]]
)
def test_usage_is_told(run, arguments):
    done = run(*arguments, PORTAL_URL="http://127.0.0.1:1")
    assert done.code == 2
    assert "usage: portal" in done.err


def config(home, text, mode=0o600):
    folder = home / ".config" / "collab-portal"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_file_is_read_and_nearer_words_win(run, answers, tmp_path):
    seen = []

    def answer(request):
        seen.append(request.headers.get("Authorization"))
        body(b'{"results": [], "next": null}')(request)

    url = answers(answer)
    config(tmp_path, f'url = "{url}"\ntoken = "of-the-file"\n')
    run("list", "datasets")
    run("list", "datasets", PORTAL_TOKEN="of-the-environment")
    run("list", "datasets", "--token", "of-the-option", PORTAL_TOKEN="of-the-environment")
    assert seen == [f"Bearer of-the-{place}" for place in ("file", "environment", "option")]


def test_no_password_of_a_netrc_file_is_sent(run, answers, tmp_path):
    seen = []

    def answer(request):
        seen.append(request.headers.get("Authorization"))
        body(b'{"results": [], "next": null}')(request)

    url = answers(answer)
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    run("list", "datasets", PORTAL_URL=url)
    assert seen == [None]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604])
def test_a_token_that_others_may_read_is_not_used(run, tmp_path, mode):
    path = config(tmp_path, 'url = "http://127.0.0.1:1"\ntoken = "x"\n', mode)
    done = run("list", "datasets")
    assert (done.code, f"chmod 600 {path}" in done.err) == (2, True)
    config(tmp_path, 'url = "http://127.0.0.1:1"\n', mode)  # an address alone is no secret
    assert run("list", "datasets").code == 4
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("text", ["url = ", 'colour = "red"\n', "url = 7\n", "\xff"])
def test_a_file_that_cannot_be_read_is_named(run, tmp_path, text):
    path = config(tmp_path, text)
    done = run("list", "datasets")
    assert (done.code, str(path) in done.err) == (2, True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_needs_no_portal_and_names_every_command(run, shell):
    done = run("completion", shell)
    assert done.code == 0
    for word in ("search", "show", "list", "diff", "export", "completion", "datasets", "format", "json"):
        assert word in done.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["portal", "ex"], ["export"]),
        (["portal", "list", "glob"], ["globaltags"]),
        (["portal", "list", "datasets", "--form"], ["--format"]),
        (["portal", "list", "datasets", "--format", ""], ["table", "json", "text"]),
        (["portal", "export", "datasets", "--as", "x"], ["xlsx"]),
        (["portal", "completion", "f"], ["fish"]),
    ],
)
def test_bash_offers_what_fits(run, words, offered):
    typed = " ".join(f"'{word}'" for word in words)
    code = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _portal; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(
        ["bash", "-c", run("completion", "bash").out + code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == offered


def test_ctrl_c_is_no_traceback(run, answers, tmp_path):
    url = answers(lambda request: time.sleep(30))
    program = subprocess.Popen(
        [sys.executable, "-m", "collab_portal_client", "list", "datasets"],
        env=environment(tmp_path, PORTAL_URL=url),
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=20)
    assert (program.returncode, err) == (130, b"")
