"""The verbs of author lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.authorship import policy
from members.authorship.choices import ListState
from members.authorship.lifecycle import AUTHOR_LIST
from members.authorship.models import AuthorList
from members.authorship.queries import published_list
from members.authorship.snapshots import digest, dump
from portal.history import recorded
from portal.lifecycle import MoveRefused
from portal.policy import require


def open_list(*, title: str, reference: str, on: date, by: Any) -> AuthorList:
    """A list for one paper, which follows the record until it is frozen. Raises MoveRefused, Denied."""
    require(by, policy.OPEN)
    try:
        with transaction.atomic(), recorded("open", by=by):
            return AuthorList.objects.create(title=title, reference=reference, on=on)
    except IntegrityError as error:
        raise MoveRefused(f"there is already an author list with the reference {reference}") from error


def freeze(author_list: AuthorList, *, by: Any, reason: str = "") -> None:
    """The list keeps the authors, affiliations and footnotes of its day as the record has them now, for ever.

    Raises MoveRefused when nobody signs on that day: a mistake that could never be undone.
    """
    content = dump(published_list(author_list.on, author_list.reference))
    if author_list.state == ListState.OPEN and not content["authors"]:
        raise MoveRefused(f"nobody has an active authorship on {author_list.on}")
    facts = {
        "frozen_at": timezone.now(),
        "content": content,
        "sha256": digest(content),
        "author_count": len(content["authors"]),
    }
    AUTHOR_LIST.perform(author_list, "freeze", by=by, reason=reason, facts=facts)
