"""Who may see authors, export them and freeze lists."""

from __future__ import annotations

from typing import Any

from members.people.policy import is_member, is_office
from portal.policy import facts, grant, is_administrator, predicate


@predicate("you are a publication secretary", "publication secretaries")
def is_publication_secretary(user: Any, obj: object = None) -> bool:
    """A current secretary of the publications office."""
    return ("publications", "secretary") in facts(user).get("posts", ())


SEE = grant(
    "members:authorship:list",
    "see authors and author lists",
    is_member,
    is_publication_secretary,
    is_office,
    is_administrator,
)
EXPORT = grant(
    "members:authorship:export", "export author lists", is_publication_secretary, is_office, is_administrator
)
OPEN = grant("members:authorship:open", "open author lists", is_publication_secretary)
FREEZE = grant("members:authorship:freeze", "freeze an author list", is_publication_secretary)
