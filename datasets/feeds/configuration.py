"""The sources of a site, from the file of PORTAL_FEEDS. `example.toml` documents each key."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.registry import registry


@dataclass(frozen=True)
class Source:
    """One source: what reads it, where it is, and how much of it is taken."""

    name: str
    importer: str
    address: str
    every_minutes: int = 60
    token_file: str = field(default="", repr=False)
    token_variable: str = field(default="", repr=False)
    since_parameter: str = ""
    after_parameter: str = ""
    id_key: str = "id"
    end_marker: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    timeout_seconds: float = 30
    whole_seconds: float = 900
    most_bytes: int = 100_000_000
    most_unpacked_bytes: int = 2_000_000_000

    def token(self) -> str:
        """The secret; empty when there is none. Raises OSError."""
        if self.token_file:
            return Path(self.token_file).read_text(encoding="utf-8").strip()
        return os.environ.get(self.token_variable, "") if self.token_variable else ""

    @property
    def shown_address(self) -> str:
        """The address without what may be secret: user, password, query, the folder of a file."""
        parts = urlsplit(self.address)
        if parts.scheme == "file":
            return f"file:{parts.path.rpartition('/')[2]}"
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{host}{port}{parts.path}"


def sources() -> dict[str, Source]:
    """The configured sources by name; empty without PORTAL_FEEDS. Raises ImproperlyConfigured, which names the key."""
    return read(Path(settings.PORTAL_FEEDS)) if settings.PORTAL_FEEDS else {}


def read(path: Path) -> dict[str, Source]:
    """Raises ImproperlyConfigured."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"PORTAL_FEEDS: cannot read {path.name}: {error}") from error
    return {name: _source(name, table, path.parent) for name, table in found.get("feeds", {}).items()}


def _source(name: str, table: dict[str, Any], folder: Path) -> Source:
    kinds = {item.name: item.type for item in fields(Source) if item.name != "name"}
    for key, value in table.items():
        if key not in kinds:
            raise ImproperlyConfigured(f"feeds.{name}: the key {key} is not known")
        kind = {"str": str, "int": int, "float": (int, float)}.get(str(kinds[key]), dict)
        if not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, int | float) and value <= 0):  # type: ignore[arg-type]
            raise ImproperlyConfigured(f"feeds.{name}: {key} is not what it must be: {value!r}")
    for key in ("importer", "address"):
        if not table.get(key):
            raise ImproperlyConfigured(f"feeds.{name}: there is no {key}")
    if table["importer"] not in {item.name for item in registry.importers}:
        raise ImproperlyConfigured(f"feeds.{name}: there is no importer {table['importer']}")
    if urlsplit(table["address"]).scheme not in ("http", "https", "file"):
        raise ImproperlyConfigured(f"feeds.{name}: the address begins with http://, https:// or file://")
    if table.get("after_parameter"):
        _numbered(name, table)
    parts = urlsplit(table["address"])
    if parts.scheme == "file" and not parts.netloc and not parts.path.startswith("/"):
        table = table | {"address": (folder / unquote(parts.path)).resolve().as_uri()}
    return Source(name=name, **table)


def _numbered(name: str, table: dict[str, Any]) -> None:
    """What does not go together with numbers. Raises ImproperlyConfigured."""
    if table.get("since_parameter"):
        raise ImproperlyConfigured(f"feeds.{name}: after_parameter and since_parameter exclude each other")
    if urlsplit(table["address"]).scheme == "file":
        raise ImproperlyConfigured(f"feeds.{name}: after_parameter asks a server; a file is read whole")
    if table.get("options", {}).get("complete"):
        raise ImproperlyConfigured(f"feeds.{name}: what comes after a number is never complete")
