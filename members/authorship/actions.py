"""The verbs of author lists."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from members.authorship.lifecycle import AUTHOR_LIST
from members.authorship.models import AuthorList
from members.authorship.queries import published_list
from members.authorship.snapshots import digest, dump


def freeze(author_list: AuthorList, *, by: Any, reason: str = "") -> None:
    """The list keeps the authors, affiliations and footnotes of its day as the record has them now, for ever."""
    content = dump(published_list(author_list.on, author_list.reference))
    facts = {
        "frozen_at": timezone.now(),
        "content": content,
        "sha256": digest(content),
        "author_count": len(content["authors"]),
    }
    AUTHOR_LIST.perform(author_list, "freeze", by=by, reason=reason, facts=facts)
