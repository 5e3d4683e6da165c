"""Who appoints delegates."""

from __future__ import annotations

from members.memberships.policy import is_delegate_of_institute
from members.people.policy import is_office
from portal.policy import grant, is_administrator

APPOINT_DEPUTY = grant(
    "members:delegate:appoint_deputy",
    "appoint deputies of an institute",
    is_delegate_of_institute,
    is_office,
    is_administrator,
)
WARN = grant("members:delegate:warn", "tell of the ends of terms", is_administrator)
APPOINT = grant("members:delegate:appoint", "appoint the delegate of an institute", is_office, is_administrator)
