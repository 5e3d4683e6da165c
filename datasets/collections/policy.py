"""Who may see collections and who makes them; test ones are for those who make them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from datasets.catalogue.policy import SEE, is_production_manager
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from portal.policy import grant, is_administrator, may

LIST = SEE
SEE_TESTS = grant("datasets:collection:see_tests", "see test collections", is_production_manager, is_administrator)
MAKE = grant("datasets:collection:make", "make collections", is_production_manager, is_administrator)
PUBLIC = tuple(state for state in CollectionState if state != CollectionState.TEST)


def visible(user: Any, rows: QuerySet[Collection]) -> QuerySet[Collection]:
    """All that was published, and test collections for those who make them."""
    return rows if may(user, SEE_TESTS) else rows.filter(state__in=PUBLIC)
