"""What was decided before, by natural key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from members.dumps.choices import Subject
from members.dumps.models import Decision


def key_of(subject: Subject, *natural: str) -> str:
    """The key of a conflict, `subject:digest`."""
    return f"{subject}:{hashlib.sha256(chr(31).join(natural).encode()).hexdigest()}"


def subject_of(key: str) -> Subject:
    """What the conflict with this key is about. Raises ValueError."""
    return Subject(key.partition(":")[0])


class Decisions:
    """All decisions, in one query."""

    def __init__(self) -> None:
        self._by_key = {decision.key: decision for decision in Decision.objects.all()}

    def get(self, subject: Subject, *natural: str) -> Decision | None:
        return self._by_key.get(key_of(subject, *natural))

    def missing(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys about which nobody decided yet, in order, each once."""
        return [key for key in dict.fromkeys(keys) if key not in self._by_key]
