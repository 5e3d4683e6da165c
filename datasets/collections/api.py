"""Versions of a collection compared, for programs."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.collections import policy
from datasets.collections.views import PAGE, comparison_of
from portal.plain import whole
from portal.policy import require


class DiffView(APIView):
    """What changed from one version of a collection to another."""

    needs = policy.LIST

    @extend_schema(
        operation_id="collections_diff",
        summary="How two versions of a collection differ",
        parameters=[
            OpenApiParameter("with", int, description="The other version; without it, the one before."),
            OpenApiParameter("page", int, description=f"Of the lists of paths, {PAGE} each."),
        ],
        responses={200: OpenApiTypes.OBJECT},
        tags=["Data"],
    )
    def get(self, request: Request, pk: int) -> Response:
        require(request.user, policy.LIST)
        found = comparison_of(request, pk)
        if found is None:
            raise Http404("there is no version to compare it with")
        start = (max(1, whole(request.query_params.get("page", "")) or 1) - 1) * PAGE
        lists = {"added_paths": found.added(), "removed_paths": found.removed()}
        paths = {name: list(rows.values_list("path", flat=True)[start : start + PAGE]) for name, rows in lists.items()}
        return Response(found.as_json() | paths)
