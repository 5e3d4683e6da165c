"""Who may see and keep the institutes."""

from members.people.policy import is_member, is_office
from portal.policy import grant, is_administrator

LIST = grant("members:institute:list", "see the institutes", is_member, is_office, is_administrator)
EDIT = grant("members:institute:edit", "keep the record of institutes", is_office, is_administrator)
