"""Who may bring dumps in, decide conflicts, release what is held, and take dumps out."""

from members.people.policy import IMPORT, is_office
from portal.policy import grant, is_administrator

__all__ = ["EXPORT", "IMPORT", "RELEASE"]

EXPORT = grant("members:dump:export", "export the registry with contact data", is_office, is_administrator)
RELEASE = grant("members:dump:release", "release a dump that is held", is_office)
