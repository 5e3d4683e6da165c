"""How a global tag moves: as the conditions database allows it, and in no other way."""

from datasets.globaltags import policy
from datasets.globaltags.choices import TagState
from portal.lifecycle import Lifecycle, Move

GLOBAL_TAG = Lifecycle(
    "global tag",
    "state",
    TagState,
    (
        Move("test", (TagState.OPEN,), TagState.TESTING, policy.KEEP, label="Submit for testing", primary=True),
        Move(
            "run",
            (TagState.OPEN,),
            TagState.RUNNING,
            policy.KEEP,
            label="Declare running",
            confirm="From now on the tag only gets intervals of validity for new runs. It never leaves this state.",
        ),
        Move("validate", (TagState.TESTING,), TagState.VALIDATED, policy.KEEP, label="Validate", primary=True),
        Move("reopen", (TagState.TESTING, TagState.VALIDATED), TagState.OPEN, policy.KEEP, asks_reason=True),
        Move(
            "publish",
            (TagState.VALIDATED,),
            TagState.PUBLISHED,
            policy.KEEP,
            primary=True,
            confirm="The tag is used for processing from now on, and what it holds never changes again.",
        ),
        Move(
            "invalidate",
            (TagState.PUBLISHED,),
            TagState.INVALID,
            policy.KEEP,
            asks_reason=True,
            confirm="The page will tell everybody not to use this tag. It is not possible to take this back.",
        ),
    ),
)
