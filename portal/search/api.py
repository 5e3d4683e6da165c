"""The one box for programs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.faults import limited
from portal.search.queries import named, search
from portal.search.views import SEARCH, TEXT_LIMIT


class Item(serializers.Serializer[Any]):
    """A thing that was found, with the page that shows it."""

    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField()
    url = serializers.CharField()


class ListHits(serializers.Serializer[Any]):
    """What one list has."""

    label = serializers.CharField()  # type: ignore[assignment]
    items = Item(many=True)
    more = serializers.BooleanField(help_text="Whether the list has more of them.")
    all_url = serializers.CharField()
    failed = serializers.CharField(help_text="Why nothing is known of this list; empty: it was looked through.")


class Answer(serializers.Serializer[Any]):
    """Things that the text names exactly; without any, what it occurs in."""

    named = Item(many=True)
    lists = ListHits(many=True)


class SearchView(APIView):
    """Looks a name up, or searches all lists for a text."""

    needs = SEARCH

    @extend_schema(
        operation_id="search",
        summary="Find by name, path, code, number or text",
        parameters=[OpenApiParameter("q", str, required=True, description=f"At most {TEXT_LIMIT} characters count.")],
        responses=Answer,
        tags=["Search"],
    )
    def get(self, request: Request) -> Response:
        text = request.GET.get("q", "").strip()[:TEXT_LIMIT]
        if not text:
            raise serializers.ValidationError({"q": ["Say what to look for."]})
        with limited():
            things = named(request.user, text)
            found = [] if things else search(request.user, text)
        failed = any(hits.failed for hits in found)
        answer = Answer({"named": things, "lists": found})
        return Response(answer.data, status=503 if failed and not any(hits.items for hits in found) else 200)
