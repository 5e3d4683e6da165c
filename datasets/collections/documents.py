"""What a machine fetches beside the page of a collection."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from datasets.collections import citing, policy
from datasets.collections.models import Collection
from portal.policy import needs

LINKED_DATA = "application/ld+json"


def _collection(user: Any, pk: int) -> Collection:
    rows = policy.visible(user, Collection.objects.select_related("superseded_by"))
    return get_object_or_404(rows, pk=pk)


@needs(policy.LIST)
@require_safe
def metadata(request: HttpRequest, pk: int) -> HttpResponse:
    """The collection as JSON-LD."""
    found = citing.metadata(_collection(request.user, pk))
    return HttpResponse(json.dumps(found, indent=2, ensure_ascii=False), content_type=LINKED_DATA)


urlpatterns = [path("collections/<int:pk>/metadata.jsonld", metadata, name="collection_metadata")]
