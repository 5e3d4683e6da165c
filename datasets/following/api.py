"""The same for programs: follow and unfollow, declare use, mark news as read. The lists come from the registry."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.following import actions, policy
from datasets.following.analyses import actions as analyses
from datasets.following.models import Analysis
from datasets.following.things import KINDS, USABLE, columns, find
from portal.listing.writing import refusing
from portal.policy import require

_FOLLOWED = inline_serializer("Followed", {"followed": serializers.BooleanField()})
_PARAMETERS = [
    OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(KINDS)),
    OpenApiParameter("id", int, OpenApiParameter.PATH),
]

_USED = [
    OpenApiParameter("id", int, OpenApiParameter.PATH),
    OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(USABLE)),
    OpenApiParameter("thing", int, OpenApiParameter.PATH),
]


class FollowView(APIView):
    """Whether one follows something; of a collection all versions are one."""

    needs = policy.FOLLOW

    @extend_schema(
        operation_id="follow_retrieve",
        summary="Whether you follow a sample",
        parameters=_PARAMETERS,
        responses=_FOLLOWED,
        tags=["Following"],
    )
    def get(self, request: Request, kind: str, pk: int) -> Response:
        thing = find(request.user, kind, pk)
        return Response({"followed": policy.own_follows(request.user).filter(**columns(thing)).exists()})

    @extend_schema(
        operation_id="follow",
        summary="Follow a sample",
        parameters=_PARAMETERS,
        request=None,
        responses=_FOLLOWED,
        tags=["Following"],
    )
    def put(self, request: Request, kind: str, pk: int) -> Response:
        actions.follow(find(request.user, kind, pk), by=request.user)
        return Response({"followed": True})

    @extend_schema(
        operation_id="unfollow",
        summary="Unfollow a sample",
        parameters=_PARAMETERS,
        responses={204: None},
        tags=["Following"],
    )
    def delete(self, request: Request, kind: str, pk: int) -> Response:
        actions.unfollow(find(request.user, kind, pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UseView(APIView):
    """That an analysis uses a collection or a dataset, or uses it no more."""

    needs = policy.DECLARE

    @extend_schema(
        operation_id="use",
        summary="Declare that an analysis uses a sample",
        parameters=_USED,
        request=None,
        responses=inline_serializer("Used", {"used": serializers.BooleanField()}),
        tags=["Following"],
    )
    def put(self, request: Request, pk: int, kind: str, thing: int) -> Response:
        analysis, sample = _used(request, pk, kind, thing)
        with refusing({}):
            analyses.use(analysis, sample, by=request.user)
        return Response({"used": True})

    @extend_schema(
        operation_id="use_drop",
        summary="Declare that an analysis uses a sample no more",
        parameters=_USED,
        responses={204: None},
        tags=["Following"],
    )
    def delete(self, request: Request, pk: int, kind: str, thing: int) -> Response:
        analysis, sample = _used(request, pk, kind, thing)
        analyses.drop(get_object_or_404(analysis.uses, **{kind: sample}), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _used(request: Request, pk: int, kind: str, thing: int) -> tuple[Analysis, Any]:
    require(request.user, policy.DECLARE)
    analysis = get_object_or_404(Analysis, pk=pk)
    require(request.user, policy.CHANGE, analysis)
    if kind not in USABLE:
        raise Http404
    return analysis, find(request.user, kind, thing)


class EndView(APIView):
    """The end of an analysis."""

    needs = policy.DECLARE

    @extend_schema(
        operation_id="analyses_end",
        summary="End an analysis",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        request=None,
        responses={204: None},
        tags=["Following"],
    )
    def post(self, request: Request, pk: int) -> Response:
        require(request.user, policy.DECLARE)
        with refusing({}):
            analyses.end(get_object_or_404(Analysis, pk=pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadView(APIView):
    """Mark one news item as read."""

    needs = policy.FOLLOW

    @extend_schema(
        operation_id="news_read",
        summary="Mark news as read",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        request=None,
        responses={204: None},
        tags=["Following"],
    )
    def post(self, request: Request, pk: int) -> Response:
        actions.read(get_object_or_404(policy.own_readings(request.user), pk=pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadAllView(APIView):
    """Mark all news as read."""

    needs = policy.FOLLOW

    @extend_schema(
        operation_id="news_read_all",
        summary="Mark all news as read",
        request=None,
        responses=OpenApiTypes.OBJECT,
        tags=["Following"],
    )
    def post(self, request: Request) -> Response:
        return Response({"read": actions.read_all(by=request.user)})
