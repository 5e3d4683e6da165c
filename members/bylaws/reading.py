"""Reading the file: the site's tables over those of the example, each value checked against its declaration."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from django.conf import settings

from members.bylaws.tables import Bylaws

EXAMPLE = Path(__file__).parent / "example.toml"
NAMES: dict[Any, str] = {int: "a whole number", str: "a text", bool: "true or false"}


class BylawsError(ValueError):
    """The file cannot be used; the message names the file and the key."""


def bylaws() -> Bylaws:
    """The by-laws in force. Raises BylawsError."""
    return read(settings.PORTAL_BYLAWS)


@lru_cache(maxsize=8)
def read(path: str) -> Bylaws:
    """The by-laws of a file over those of the example; an empty path means the example alone. Raises BylawsError."""
    tables = _load(EXAMPLE)
    name = path or EXAMPLE.name
    if path:
        tables = _over(tables, _load(Path(path)))
    try:
        made: Bylaws = _build(Bylaws, tables, "")
    except ValueError as error:
        raise BylawsError(f"by-laws {name}: {error}") from error
    return made


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BylawsError(f"by-laws {path}: the file cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BylawsError(f"by-laws {path}: the file is not TOML: {error}") from error


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The tables of `above` over those of `below`, key by key; a list replaces a list."""
    merged = dict(below)
    for key, value in above.items():
        under = below.get(key)
        merged[key] = _over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _build(kind: Any, value: Any, where: str) -> Any:
    """The value as its declared type. Raises ValueError that names the key."""
    if is_dataclass(kind):
        return _table(kind, value, where)
    origin = get_origin(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where} must be a list")
        return tuple(_build(get_args(kind)[0], item, f"{where}[{at}]") for at, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ValueError(f"{where} must be a table")
        return {key: _build(get_args(kind)[1], item, f"{where}.{key}") for key, item in value.items()}
    if type(value) is not kind:
        raise ValueError(f"{where} must be {NAMES[kind]}")
    return value


def _table(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a table")  # noqa: TRY004  the file is wrong, not the call
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    prefix = f"{where}." if where else ""
    for key in value:
        if key not in known:
            raise ValueError(f"{prefix}{key} is not a key of the by-laws")
    made = {}
    for name, field in known.items():
        if name not in value:
            if field.default is MISSING:
                raise ValueError(f"{prefix}{name} is missing")
            continue
        made[name] = _build(hints[name], value[name], f"{prefix}{name}")
        allowed = field.metadata.get("one_of")
        for word in made[name] if isinstance(made[name], tuple) else (made[name],):
            if allowed and word not in allowed:
                raise ValueError(f"{prefix}{name}: {word!r} is none of {', '.join(allowed)}")
    return kind(**made)
