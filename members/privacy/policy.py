"""Who may see, take along, and remove what is held about a person."""

from __future__ import annotations

from members.people.policy import is_office, is_on_record
from portal.policy import anyone, grant, is_administrator

SEE_OWN = grant("members:privacy:see_own", "see the own data", is_on_record)
SEE = grant("members:privacy:see", "see everything held about this person", is_on_record, is_office)
ERASE = grant("members:privacy:erase", "erase contact data", is_office)
READ_NOTICE = grant("members:notice:read", "read the privacy notice", anyone)
ACCEPT = grant("members:notice:accept", "accept the privacy notice", is_on_record)
ACCEPT_FOR = grant("members:notice:accept_for", "record that somebody accepted on paper", is_office)
PUBLISH = grant("members:notice:publish", "publish a version of the privacy notice", is_office)
SEE_RETENTION = grant("members:retention:see", "see what the retention removes", is_office, is_administrator)
RETAIN = grant("members:retention:run", "remove what the by-laws no longer keep", is_office)
