"""Who may see collections; test ones are for those who make them."""

from typing import Any

from django.db.models import QuerySet

from datasets.catalogue.policy import SEE, is_production_manager
from datasets.collections.choices import CollectionState
from datasets.collections.models import Collection
from portal.policy import is_administrator

LIST = SEE


def visible(user: Any, rows: QuerySet[Collection]) -> QuerySet[Collection]:
    """Test collections are shown to production managers and administrators alone."""
    if is_production_manager.test(user, None) or is_administrator.test(user, None):
        return rows
    return rows.exclude(state=CollectionState.TEST)
