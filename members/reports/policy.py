"""Who may see statistics."""

from members.people.policy import is_member, is_office
from portal.policy import grant, is_administrator

SEE = grant("members:report:see", "see the statistics", is_member, is_office, is_administrator)
