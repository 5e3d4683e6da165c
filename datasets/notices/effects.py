"""Who hears of a notice: whoever follows or uses something that it affects, in the transaction of the verb."""

from __future__ import annotations

from datasets.notices.models import Notice


def tell_opened(notice: Notice) -> None:
    """It was opened; again when it is opened again, even on the same day."""


def tell_widened(notice: Notice, after: int) -> None:
    """What was matched with keys above `after` was not affected before."""


def tell_closed(notice: Notice) -> None:
    """The problem is over."""
