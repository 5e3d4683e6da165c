"""Who may see groups."""

from members.people.policy import is_member, is_office
from portal.policy import grant, is_administrator

LIST = grant("members:group:list", "see the groups", is_member, is_office, is_administrator)
