"""For programs: versions of a collection compared, a new version, and the members of an open one."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.collections import actions, policy
from datasets.collections.forms import MembersForm, ReasonForm
from datasets.collections.models import Collection
from datasets.collections.views import PAGE, comparison_of
from portal.listing.writing import body, filled, refusing
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


_KEY = OpenApiParameter("id", int, OpenApiParameter.PATH)


def _state(found: Collection) -> dict[str, Any]:
    return {
        "id": found.pk,
        "url": found.get_absolute_url(),
        "path": found.path,
        "state": found.state,
        "dataset_count": found.dataset_count,
    }


def _to_change(request: Request, pk: int) -> Collection:
    require(request.user, policy.MAKE)
    return get_object_or_404(policy.visible(request.user, Collection.objects.all()), pk=pk)


class VersionsView(APIView):
    """Begin the next version of a collection."""

    needs = policy.MAKE

    @extend_schema(
        operation_id="collections_new_version",
        summary="Begin the next version of a collection",
        parameters=[_KEY],
        request=body(ReasonForm.base_fields, "NewVersion", required=True),
        responses={201: OpenApiTypes.OBJECT},
        tags=["Data"],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = _to_change(request, pk)
        form = filled(request, ReasonForm)
        with refusing(form.fields):
            made = actions.new_version(found, by=request.user, reason=form.cleaned_data["reason"])
        told = _state(made)
        return Response(told, status.HTTP_201_CREATED, headers={"Location": told["url"]})


class MembersView(APIView):
    """Members of an open collection: add, take out, or say which they are."""

    needs = policy.MAKE

    @extend_schema(
        operation_id="collections_members",
        summary="Change the members of an open collection",
        parameters=[_KEY],
        request=body(MembersForm.base_fields, "CollectionMembers", required=True),
        responses={200: OpenApiTypes.OBJECT},
        tags=["Data"],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = _to_change(request, pk)
        form = filled(request, MembersForm)
        verbs = {"add": actions.add_members, "remove": actions.remove_members, "set": actions.set_members}
        with refusing(form.fields):
            changed = verbs[form.cleaned_data["how"]](found, form.cleaned_data["paths"], by=request.user)
        found.refresh_from_db()
        return Response(_state(found) | {"changed": changed})
