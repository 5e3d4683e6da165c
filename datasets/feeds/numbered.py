"""Sources that number what they have: of each answer the numbers are read, checked and taken out.

An answer is JSON lines in ascending order of a whole number, all above the one that was asked after. Whoever asks again
after the last number misses nothing and gets nothing twice, whatever clocks say.
"""

from __future__ import annotations

import json


class NumberError(ValueError):
    """The answer is not what was agreed; the message names the line."""


def read(content: bytes, key: str, after: int | None) -> tuple[bytes, int | None]:
    """The lines without their numbers, and the last number (`after` without any). Raises NumberError.

    A number that does not rise would be asked for again and again, or hide what lies between: it is an error.
    """
    lines: list[bytes] = []
    for at, raw in enumerate(content.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise NumberError(f"line {at} is no JSON") from error
        number = row.pop(key, None) if isinstance(row, dict) else None
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise NumberError(f"line {at} has no whole number “{key}”")
        if after is not None and number <= after:
            raise NumberError(f"line {at}: {key} {number} comes after {after}; they must ascend")
        after = number
        lines.append(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return b"".join(lines), after
