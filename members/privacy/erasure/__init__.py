"""Taking out what is held to reach a person, and keeping who it was."""

from members.privacy.erasure.actions import Erased, erase, preview

__all__ = ["Erased", "erase", "preview"]
