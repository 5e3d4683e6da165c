"""Removing by schedule what the by-laws no longer keep, and saying before what it will be."""

from members.privacy.retention.actions import retention
from members.privacy.retention.rules import Due, due

__all__ = ["Due", "due", "retention"]
