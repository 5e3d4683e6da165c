"""Where the portal is and with which token: options, then the environment, then a file."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from collab_portal_client.errors import USAGE, Failure

DEFAULT_TIMEOUT = 30.0
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Config:
    """A portal, and who asks it."""

    url: str
    token: str
    timeout: float


def default_file() -> Path:
    """`~/.config/collab-portal/config.toml`, or below XDG_CONFIG_HOME."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "collab-portal" / "config.toml"


def load(url: str = "", token: str = "", timeout: float | None = None, file: str = "") -> Config:
    """What was said, the nearest first. Raises Failure for what cannot be meant."""
    kept = _read(Path(file) if file else default_file(), must=bool(file))
    url = (url or os.environ.get("PORTAL_URL", "") or kept.get("url", "")).rstrip("/")
    token = token or os.environ.get("PORTAL_TOKEN", "") or kept.get("token", "")
    if not url:
        raise Failure(USAGE, "which portal? Give --url, PORTAL_URL, or url in the configuration file")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Failure(USAGE, f"{url}: an address begins with https://")
    if token and parts.scheme == "http" and parts.hostname not in LOCAL:
        raise Failure(USAGE, f"{url}: a token is not sent without encryption; use https://")
    if not token.isascii() or not token.isprintable():
        raise Failure(USAGE, "the token holds signs that no token has")
    return Config(url, token, timeout or DEFAULT_TIMEOUT)


def _read(path: Path, *, must: bool) -> dict[str, str]:
    """The configuration file; a token in it is nobody else's business."""
    try:
        with path.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            found = tomllib.load(opened)
    except FileNotFoundError:
        if must:
            raise Failure(USAGE, f"{path}: there is no such file") from None
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Failure(USAGE, f"{path}: cannot be read: {error}") from error
    wrong = [name for name in found if name not in ("url", "token") or not isinstance(found[name], str)]
    if wrong:
        raise Failure(USAGE, f"{path}: {wrong[0]}: the file has url and token, in quotes, and nothing else")
    if found.get("token") and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Failure(USAGE, f"{path}: others may read the token in it; chmod 600 {path}")
    return found
