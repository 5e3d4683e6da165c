"""Who may see the catalogue and who may write to it."""

from __future__ import annotations

from typing import Any

from members.people.policy import is_guest, is_member
from portal.policy import facts, grant, is_administrator, predicate


@predicate("you manage data production", "production managers")
def is_production_manager(user: Any, obj: object = None) -> bool:
    """Holds the post today; the post is kept in the group `data-production`."""
    return ("data-production", "manager") in facts(user).get("posts", ())


SEE = grant("datasets:dataset:list", "see the datasets", is_member, is_guest, is_production_manager, is_administrator)
IMPORT = grant("datasets:dataset:import", "import datasets", is_production_manager, is_administrator)
CURATE = grant("datasets:dataset:curate", "set states and values of datasets", is_production_manager, is_administrator)
