"""A frozen author list as JSON, and back: complete in itself, equal bytes for equal lists."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from members.authorship.published import Affiliation, Author, Collaboration, Institute, Note, PublishedList


def dump(published: PublishedList) -> dict[str, Any]:
    """The list as plain values that JSON can hold."""
    content: dict[str, Any] = json.loads(json.dumps(asdict(published), default=str))
    return content


def load(content: dict[str, Any]) -> PublishedList:
    """What `dump` was given."""
    return PublishedList(
        collaborations=tuple(Collaboration(**item) for item in content["collaborations"]),
        reference=content["reference"],
        on=date.fromisoformat(content["on"]),
        institutes=tuple(_institute(item) for item in content["institutes"]),
        authors=tuple(_author(item) for item in content["authors"]),
    )


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _pairs(items: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in items)


def _institute(item: dict[str, Any]) -> Institute:
    return Institute(**item | {"uuid": UUID(item["uuid"]), "identifiers": _pairs(item["identifiers"])})


def _author(item: dict[str, Any]) -> Author:
    affiliations = tuple(Affiliation(UUID(each["institute"]), each["connection"]) for each in item["affiliations"])
    notes = tuple(Note(**each) for each in item["notes"])
    more = {"affiliations": affiliations, "notes": notes, "identifiers": _pairs(item["identifiers"])}
    return Author(**item | more | {"uuid": UUID(item["uuid"])})
