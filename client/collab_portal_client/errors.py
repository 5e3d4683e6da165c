"""What a script sees of a failure: one line on standard error, and the exit code."""

from __future__ import annotations

OK, NOTHING, USAGE, DENIED, AWAY, BROKEN = range(6)
INTERRUPTED, PIPE_CLOSED = 130, 141
WHO_ASKS = "Give a token: make one under “Sign-in and security” on the portal."
MEANINGS = {
    OK: "done; for diff: no difference",
    NOTHING: "nothing was found; for diff: there are differences",
    USAGE: "the command, the configuration or the query cannot be read",
    DENIED: "not allowed: no token, one that ended or was revoked, or not your business",
    AWAY: "the portal is away, too slow, or says that a part of it is",
    BROKEN: "the portal answered something that is no answer, or the answer broke off",
    INTERRUPTED: "stopped by Ctrl-C",
    PIPE_CLOSED: "whoever read the output stopped reading",
}


class Failure(Exception):
    """Ends the program with `code`, after its words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
