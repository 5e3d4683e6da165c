"""The verbs of decay files: hand in, check again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liaisons.decayfiles import policy
from liaisons.decayfiles.findings import Finding
from liaisons.decayfiles.models import DERIVED, DecayFile
from portal.history import recorded
from portal.policy import require


class Unreadable(Exception):
    """The file is not text, empty or too large; `finding` says which."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def hand_in(*, by: Any, file_name: str, raw: bytes) -> tuple[DecayFile, bool]:
    """Keep a decay file as it is, whatever is wrong with it. Gives the record, and whether it is new.

    The same bytes under the same name are the same record. Raises Unreadable, Denied.
    """
    require(by, policy.HAND_IN)
    file = DecayFile.of(raw, file_name)
    if not file.reading.readable:
        raise Unreadable(file.reading.findings[-1])  # the one that says why
    kept = {name: getattr(file, name) for name in ("content", *DERIVED)}
    with transaction.atomic(), recorded("hand_in", by=by):
        return DecayFile.objects.get_or_create(
            sha256=file.sha256, file_name=file.file_name, defaults={**kept, "uploaded_by_id": by.pk}
        )


def check_again() -> int:
    """Read all files by the rules of today, and set what the list shows; returns how many changed."""
    changed = 0
    for file in DecayFile.objects.order_by("pk").iterator(chunk_size=50):
        before = [getattr(file, name) for name in DERIVED]
        file.derive()
        if before != [getattr(file, name) for name in DERIVED]:
            file.save(update_fields=DERIVED)
            changed += 1
    return changed
