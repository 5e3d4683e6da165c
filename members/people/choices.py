"""Identifiers that a person can have, and the status derived from memberships."""

from django.db import models

from portal.ui.tones import Tone


class IdentifierKind(models.TextChoices):
    """Whose identifier it is; other sources are kept by their name."""

    ORCID = "ORCID", "ORCID"
    INSPIRE = "INSPIRE", "INSPIRE"
    CCID = "CCID", "CERN person id"
    ACCOUNT = "ACCOUNT", "site account"
    """A user name at a site; `source` names the site."""
    CERTIFICATE = "CERT", "grid certificate"
    """A distinguished name; `issuer` is that of the authority."""
    OTHER = "OTHER", "other"


class Audience(models.TextChoices):
    """Who sees a field of a person, from wide to narrow."""

    PUBLIC = "public", "everybody"
    MEMBERS = "members", "members"
    DELEGATES = "delegates", "delegates of the own institute"
    OFFICE = "office", "the membership office"
    SELF = "self", "only oneself"


PRIVATE_FIELDS = {
    "email": "E-mail",
    "addresses": "Further and earlier addresses",
    "native_name": "Name in native script",
    "former_names": "Earlier names",
    "orcid": "ORCID",
    "inspire": "INSPIRE",
    "accounts": "Site accounts",
    "certificates": "Grid certificates",
}
"""Facts about a person of which the by-laws and the person say who sees them, with their labels."""

KIND_FIELDS = {
    IdentifierKind.ORCID: "orcid",
    IdentifierKind.INSPIRE: "inspire",
    IdentifierKind.ACCOUNT: "accounts",
    IdentifierKind.CERTIFICATE: "certificates",
}
"""Which of them an identifier is; the other kinds are seen by whoever sees the person."""


class PersonStatus(models.TextChoices):
    """As of a day, from the memberships; nobody sets it."""

    ACTIVE = "active", "active"
    EXPIRING = "expiring", "expiring"
    EXPIRED = "expired", "expired"
    """In the days of grace after the last membership: access is restricted."""
    SUSPENDED = "suspended", "suspended"
    FUTURE = "future", "not yet active"
    FORMER = "former", "former"
    DECEASED = "deceased", "deceased"
    NONE = "none", "no membership"


BELONGING = (PersonStatus.ACTIVE, PersonStatus.EXPIRING, PersonStatus.SUSPENDED)
"""The statuses of everybody with a current membership."""

TONES = {
    PersonStatus.ACTIVE: Tone.OK,
    PersonStatus.EXPIRING: Tone.WAIT,
    PersonStatus.EXPIRED: Tone.STOP,
    PersonStatus.SUSPENDED: Tone.STOP,
    PersonStatus.FUTURE: Tone.INFO,
    PersonStatus.FORMER: Tone.NONE,
    PersonStatus.DECEASED: Tone.NONE,
    PersonStatus.NONE: Tone.NONE,
}
