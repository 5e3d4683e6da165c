"""Who may see and keep the categories."""

from members.people.policy import LIST as PEOPLE
from members.people.policy import is_office
from portal.policy import grant, is_administrator

__all__ = ["KEEP", "PEOPLE"]

KEEP = grant("members:category:keep", "keep the categories of membership", is_office, is_administrator)
