"""The tables of the by-laws, one class for each of the file; `example.toml` says what each key means."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

AUDIENCES = ("public", "members", "delegates", "office", "self")
"""Who may see a field of a person, from wide to narrow."""


def one_of(*words: str) -> dict[str, tuple[str, ...]]:
    """Metadata of a text, or of each text of a list, that may only be one of these."""
    return {"one_of": words}


@dataclass(frozen=True)
class Requests:
    """`[requests]`: gates of a newcomer, and the clock of a request (hours)."""

    gates: tuple[str, ...] = field(metadata=one_of("delegate", "office"))
    identity: tuple[str, ...] = field(metadata=one_of("single-sign-on", "certificate", "delegate"))
    claim_hours: int
    remind_hours: int
    deputy_hours: int
    office_hours: int
    invitation_days: int
    certificate_authorities: str

    def __post_init__(self) -> None:
        if self.certificate_authorities and not Path(self.certificate_authorities).is_dir():
            raise ValueError(f"requests.certificate_authorities: {self.certificate_authorities} is no folder")
        if self.gates not in (("delegate",), ("delegate", "office")):
            raise ValueError('requests.gates must be ["delegate"] or ["delegate", "office"]')


@dataclass(frozen=True)
class Memberships:
    """`[memberships]`: days around the end of a membership, and the highest share (percent)."""

    expiring_days: int
    grace_days: int
    reminder_days: tuple[int, ...]
    maximum_share: int
    transfer_lag_days: int
    catch_up_days: int


@dataclass(frozen=True)
class ExpiryPolicy:
    """`[[expiry]]`: when it applies (`when`, `categories` by code, all if empty; `days` before) and what is done."""

    when: str = field(metadata=one_of("end", "sponsor-gone", "institute-leaving"))
    action: str = field(metadata=one_of("mail", "tell-delegate", "end"))
    categories: tuple[str, ...] = ()
    days: int = 0


@dataclass(frozen=True)
class Institutes:
    """`[institutes]`: terms of delegates, what a joining institute files, reminders before one leaves (days)."""

    term_warning_days: int
    term_years: int
    document_bytes: int
    recommendation_letters: int
    departure_reminder_days: tuple[int, ...]


@dataclass(frozen=True)
class Groups:
    """`[groups]`: days before the end of a term at which holder and head are told, and it shows as ending."""

    term_warning_days: int


@dataclass(frozen=True)
class Review:
    """`[review]`: the yearly review (days)."""

    days: int
    reminder_days: tuple[int, ...]


@dataclass(frozen=True)
class Reports:
    """`[reports]`: which region a country counts to in the statistics, where not to its continent."""

    regions: dict[str, str]


@dataclass(frozen=True)
class Imports:
    """`[imports]`: when a dump that ends memberships is held (percent of the current ones), and whose ids it brings."""

    held_above_percent: int
    registry: str


@dataclass(frozen=True)
class FieldRule:
    """Who sees a field of a person, and what the person may choose instead."""

    shown: str = field(metadata=one_of(*AUDIENCES))
    choice: tuple[str, ...] = field(metadata=one_of(*AUDIENCES))


@dataclass(frozen=True)
class Privacy:
    """`[privacy]`: whether an unread notice blocks, audiences by field, and days of retention by kind of data."""

    notice_blocks: bool
    fields: dict[str, FieldRule]
    retention_days: dict[str, int]


@dataclass(frozen=True)
class Bylaws:
    """All tables of the file."""

    requests: Requests
    memberships: Memberships
    expiry: tuple[ExpiryPolicy, ...]
    institutes: Institutes
    groups: Groups
    review: Review
    reports: Reports
    imports: Imports
    privacy: Privacy
