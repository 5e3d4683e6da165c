"""What policies may know about a user, asked once per request.

The packages add providers to `registry.facts`. The answers are kept on the user object, which
lives as long as the request, so that a page may ask a hundred times for one price.
"""

from typing import Any

from portal.registry import registry


def facts(user: Any) -> dict[str, Any]:
    """All facts about `user`; empty for somebody who is not signed in."""
    if user is None or not user.is_authenticated or user.pk is None:
        return {}
    known: dict[str, Any] | None = getattr(user, "_portal_facts", None)
    if known is None:
        known = {}
        for provider in registry.facts:
            known.update(provider(user))
        user._portal_facts = known
    return known


def forget(user: Any) -> None:
    """Ask again next time: call it when a verb has changed what is true of `user`."""
    user.__dict__.pop("_portal_facts", None)
