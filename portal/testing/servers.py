"""Real servers for tests, on free ports of the loopback interface, each ended by the test that started it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

from aiosmtpd.controller import Controller

SERVICES = Path(__file__).resolve().parents[2] / "tests" / "services"
START_SECONDS = 20.0
SLAPD = "/usr/sbin/slapd"
SLAPADD = "/usr/sbin/slapadd"


def free_port() -> int:
    """A port that nobody listens on, just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class OIDCProvider:
    """A running OpenID provider. Its sign-in page takes any name as the subject, and any password."""

    issuer: str
    client_id: str
    client_secret: str

    def environment(self) -> dict[str, str]:
        """The environment of a portal that signs in there."""
        return {
            "PORTAL_OIDC_ISSUER": self.issuer,
            "PORTAL_OIDC_CLIENT_ID": self.client_id,
            "PORTAL_OIDC_CLIENT_SECRET": self.client_secret,
            "PORTAL_OIDC_AUTHORIZATION_ENDPOINT": f"{self.issuer}/auth",
            "PORTAL_OIDC_TOKEN_ENDPOINT": f"{self.issuer}/token",
            "PORTAL_OIDC_USERINFO_ENDPOINT": f"{self.issuer}/me",
            "PORTAL_OIDC_JWKS_ENDPOINT": f"{self.issuer}/jwks",
        }

    def misbehave(self, how: str) -> None:
        """From now on answer wrongly in one way, named in `tests/services/oidc-provider.mjs`; empty: behave."""
        order = Request(f"{self.issuer}/misbehave", method="POST", headers={"x-misbehaviour": how})  # noqa: S310  http, ours
        with urlopen(order):  # noqa: S310
            pass


@contextmanager
def oidc_provider(
    *, redirect_uris: Sequence[str], people: Mapping[str, Mapping[str, Any]], impersonate: str = ""
) -> Iterator[OIDCProvider]:
    """The npm package `oidc-provider` with one client. `people` maps a subject to its claims."""
    test = {
        "client_id": "portal",
        "client_secret": "a-secret-of-the-tests-0123456789",
        "redirect_uris": list(redirect_uris),
        "people": people,
        "impersonate": impersonate,
    }
    process = subprocess.Popen(
        ["node", "--no-warnings", "oidc-provider.mjs"],
        cwd=SERVICES,
        env=os.environ | {"OIDC_TEST": json.dumps(test)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        issuer = json.loads(process.stdout.readline())["issuer"]
        yield OIDCProvider(issuer, str(test["client_id"]), str(test["client_secret"]))
    finally:
        _end(process)


@dataclass(frozen=True)
class Directory:
    """A running slapd with one administrator and the entries of the test."""

    uri: str
    base: str
    admin_dn: str
    admin_password: str

    def environment(self) -> dict[str, str]:
        """The environment of a portal that signs in there; without TLS, as nothing leaves the machine."""
        return {
            "PORTAL_LDAP_URI": self.uri,
            "PORTAL_LDAP_USER_BASE": self.base,
            "PORTAL_LDAP_BIND_DN": self.admin_dn,
            "PORTAL_LDAP_BIND_PASSWORD": self.admin_password,
            "PORTAL_LDAP_STARTTLS": "0",
        }


@contextmanager
def slapd(entries: str) -> Iterator[Directory]:
    """OpenLDAP with the LDIF `entries` below dc=lab,dc=example. Raises TimeoutError when it does not come up."""
    port = free_port()
    directory = Directory(f"ldap://127.0.0.1:{port}", "dc=lab,dc=example", "cn=admin,dc=lab,dc=example", "of-the-tests")
    with TemporaryDirectory(prefix="slapd-") as folder:
        configuration = Path(folder) / "slapd.conf"
        template = (SERVICES / "slapd.conf").read_text(encoding="utf-8")
        configuration.write_text(
            template.replace("{folder}", folder).replace("{password}", directory.admin_password), encoding="utf-8"
        )
        subprocess.run([SLAPADD, "-f", str(configuration)], input=entries, text=True, check=True, capture_output=True)
        process = subprocess.Popen(
            [SLAPD, "-f", str(configuration), "-h", directory.uri, "-d", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, process)
            yield directory
        finally:
            _end(process)


@dataclass
class SMTPSink:
    """A mail server that keeps what it is given. `refuse` holds an answer to give instead ("550 no")."""

    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    messages: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the message."""
        if self.refuse:
            return self.refuse
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"

    def settings(self) -> dict[str, Any]:
        """The Django settings of a portal that mails through it."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": self.host,
            "EMAIL_PORT": self.port,
        }


@contextmanager
def smtp_sink(port: int | None = None) -> Iterator[SMTPSink]:
    """A mail server in a thread; on `port` when the test needs it to come back where it was."""
    sink = SMTPSink(port=port) if port else SMTPSink()
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"{process.args!r} did not come up (exit status {process.poll()})")


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
