"""Whether an account may be signed in, today."""

from __future__ import annotations

from portal.accounts.models import User
from portal.registry import Access, registry

SWITCHED_OFF = "This account is switched off. An administrator can tell you why."
ENDED = "Your access to this portal has ended."


def access_of(user: User) -> Access:
    """The answer of the first provider that does not allow, else of the last; asked once per request."""
    answer = Access(user.is_active, "" if user.is_active else SWITCHED_OFF)
    for provider in registry.access:
        if not answer.allowed:
            break
        answer = provider(user)
    return answer if answer.allowed or answer.reason else Access(False, ENDED, answer.until)
