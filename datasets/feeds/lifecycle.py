"""What a person may do with a feed: ask for it now. How it stands follows from its runs."""

from datasets.feeds import policy
from datasets.feeds.choices import FeedState
from portal.lifecycle import Lifecycle, Move

ASKABLE = (FeedState.NEW, FeedState.OK, FeedState.FAILED)
FEED = Lifecycle(
    "feed",
    "state",
    FeedState,
    (Move("run_now", ASKABLE, "", policy.RUN, label="Run now", primary=True, done="it runs within a minute"),),
)
