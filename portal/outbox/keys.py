"""Keys of effects without the address that some of them hold."""

from __future__ import annotations

import hashlib


def without_address(key: str) -> str:
    """The key with a digest in the place of an address: still one for each, no longer readable."""
    head, _, last = key.rpartition(":")
    if "@" not in key:
        return key
    return f"forgotten:{_digest(key)}" if "@" in head or "@" not in last else f"{head}:{_digest(last)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.lower().encode()).hexdigest()[:32]
