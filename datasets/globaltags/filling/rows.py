"""Payloads with their intervals of validity, as the REST interface of the conditions database gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datasets.globaltags.iov import Iov, IovError

ENDS = ("expStart", "runStart", "expEnd", "runEnd")
LENGTHS = {"module": 200, "checksum": 64, "url": 500}


class RowError(ValueError):
    """What is wrong with an item, in words."""


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """A payload, as the source has it."""

    module: str
    revision: int
    checksum: str
    number: int | None = None
    url: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.module, self.revision

    def __str__(self) -> str:
        return f"{self.module} r{self.revision}"


@dataclass(frozen=True, slots=True)
class IovRow:
    """A payload for an interval; `problem` says why it cannot be read."""

    line: int
    label: str
    payload: PayloadRow | None = None
    iov: Iov | None = None
    problem: str = ""


def rows_of(items: list[Any]) -> Iterator[IovRow]:
    """The rows of the items of `/iovPayloads` or `/globalTag/…/globalTagPayloads`; wrong ones say why."""
    for line, item in enumerate(items, start=1):
        label = f"item {line}"
        try:
            payload = _payload(item)
            label = str(payload)
            intervals = _intervals(item)
        except RowError as error:
            yield IovRow(line, label, problem=str(error))
            continue
        for interval in intervals:
            try:
                yield IovRow(line, label, payload, _iov(interval))
            except (RowError, IovError) as error:
                yield IovRow(line, label, problem=str(error))


def _payload(item: Any) -> PayloadRow:
    found = item.get("payload", item.get("payloadId")) if isinstance(item, dict) else None
    if not isinstance(found, dict):
        raise RowError("payload: there is none")
    module = found.get("basf2Module")
    name = module.get("name") if isinstance(module, dict) else module
    number = found.get("payloadId")
    return PayloadRow(
        module=_text(name, "module", needed=True),
        revision=_whole(found.get("revision"), "revision", 2**31 - 1),
        checksum=_text(found.get("checksum"), "checksum", needed=True),
        number=None if number is None else _whole(number, "payloadId", 2**63 - 1),
        url=_text(found.get("payloadUrl"), "url"),
    )


def _intervals(item: dict[str, Any]) -> list[Any]:
    found = item.get("payloadIov", item.get("payloadIovs"))
    intervals = found if isinstance(found, list) else [found]
    if not intervals:
        raise RowError("payloadIovs: there is none")
    return intervals


def _iov(found: Any) -> Iov:
    if not isinstance(found, dict):
        raise RowError("payloadIov: there is none")
    if missing := [name for name in ENDS if name not in found]:
        raise RowError(f"payloadIov: no {', '.join(missing)}")
    return Iov.of(*(found[name] for name in ENDS))


def _text(value: Any, name: str, *, needed: bool = False) -> str:
    text = "" if value is None else str(value).strip()
    if needed and not text:
        raise RowError(f"{name}: there is none")
    if "\x00" in text or len(text) > LENGTHS[name]:
        raise RowError(f"{name}: longer than {LENGTHS[name]} characters, or not plain text")
    return text


def _whole(value: Any, name: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise RowError(f"{name}: no whole number: {str(value)[:40]!r}")
    return value
