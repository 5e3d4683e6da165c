"""Who may do what, said once and answered in words.

A permission is a name `package:noun:verb` granted to predicates. A predicate is a question about a
user (and an object) that carries its own words: *because* for the one who may, *who* for the one
who may not. Views, lists, the API, templates and lifecycles all ask here.
"""

from portal.policy.core import (
    SYSTEM,
    Denied,
    Reason,
    audience,
    grant,
    may,
    permissions,
    predicate,
    require,
    why,
)
from portal.policy.facts import facts
from portal.policy.predicates import anyone, is_administrator, is_signed_in
from portal.policy.views import needs

__all__ = [
    "SYSTEM",
    "Denied",
    "Reason",
    "anyone",
    "audience",
    "facts",
    "grant",
    "is_administrator",
    "is_signed_in",
    "may",
    "needs",
    "permissions",
    "predicate",
    "require",
    "why",
]
