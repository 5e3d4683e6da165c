"""Who may see institutes."""

from members.people.policy import is_member, is_office
from portal.policy import grant, is_administrator

LIST = grant("members:institute:list", "see the institutes", is_member, is_office, is_administrator)
