"""Who may see and change institutes."""

from members.people.policy import is_member, is_office
from portal.policy import anyone, grant, is_administrator

LIST = grant("members:institute:list", "see the institutes", is_member, is_office, is_administrator)
CHOOSE = grant("members:institute:choose", "choose an institute in a request", anyone)
