"""What the name of a global tag says about its owner."""

from __future__ import annotations

from dataclasses import dataclass

from datasets.globaltags.choices import OwnerKind

_PREFIXES = {
    "user": OwnerKind.USER,
    "temp": OwnerKind.TEMPORARY,
    "staging": OwnerKind.STAGING,
    "airflow": OwnerKind.AUTOMATIC,
}
_OWNED = (OwnerKind.USER, OwnerKind.TEMPORARY)


@dataclass(frozen=True, slots=True)
class Owner:
    """The kind of owner, and the account where the name carries one."""

    kind: OwnerKind
    account: str = ""


def owner_of(name: str) -> Owner:
    """Whose tag `name` is.

    `user_<account>_…` and `temp_<account>_…` carry an account, which is taken up to the next underscore; tags of
    `AIRFLOW_…` are made by calibration jobs, those of `staging…` collect what will be published.
    """
    prefix, _, rest = name.partition("_")
    kind = _PREFIXES.get(prefix.lower(), OwnerKind.OFFICIAL)
    return Owner(kind, rest.partition("_")[0] if kind in _OWNED else "")
