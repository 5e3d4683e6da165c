"""How a notice is opened, closed and opened again."""

from datasets.notices import policy
from datasets.notices.choices import NoticeState
from portal.lifecycle import Lifecycle, Move

NOTICE = Lifecycle(
    "notice",
    "state",
    NoticeState,
    (
        Move(
            "open",
            (NoticeState.DRAFT,),
            NoticeState.OPEN,
            policy.KEEP,
            primary=True,
            confirm="The notice stands on every affected dataset from now on, and whoever follows or uses one is told.",
        ),
        Move("close", (NoticeState.OPEN,), NoticeState.CLOSED, policy.KEEP, asks_reason=True,
             confirm="Say what resolved it. The notice is taken off the datasets, and those who were told are told."),
        Move("reopen", (NoticeState.CLOSED,), NoticeState.OPEN, policy.KEEP, asks_reason=True),
    ),
)  # fmt: skip
