"""The REST resource of a list: the same columns, filters, order, policy and moves as the page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import exceptions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.faults import limited
from portal.lifecycle import MoveRefused
from portal.lifecycle.moves import Moves
from portal.listing import schema, writing
from portal.listing.base import Context, Listing
from portal.listing.columns import Column
from portal.listing.exports import plain
from portal.listing.query import Query, QueryError, read_query
from portal.listing.views import context_of
from portal.listing.writing import Conflict, Writing
from portal.plain import whole


def as_json(listing: Listing, row: Any, columns: tuple[Column, ...]) -> dict[str, Any]:
    """One row: id, url of its page, and the columns."""
    return {
        "id": row["pk"],
        "url": listing.row_url(row),
        **{column.name: plain(column.of(row)) for column in columns},
    }


class ListingViewSet(viewsets.ViewSet):
    """Read access to one list; made for each listing by `viewset`."""

    listing: Listing
    needs: str

    def list(self, request: Request) -> Response:
        query, size = self._query(request)
        start = (query.page - 1) * size
        columns = query.shown
        if not query.params.getlist("col"):
            columns += tuple(column for column in query.columns if column.told and column not in columns)
        with limited():
            count = self.listing.total(query)
            rows = list(self.listing.rows(query, columns)[start : start + size])
        self.listing.leaves(query, columns, rows.__len__)
        page = request.build_absolute_uri(request.path)
        return Response(
            {
                "count": count,
                "next": page + query.url(page=query.page + 1) if start + size < count else None,
                "previous": page + query.url(page=query.page - 1) if query.page > 1 else None,
                "results": [as_json(self.listing, row, columns) for row in rows],
            },
            headers=self.listing.headers(query),
        )

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self._one(request, pk))

    def _one(self, request: Request, pk: str) -> dict[str, Any]:
        query, _ = self._query(request)
        row = self.listing.one(query, _number(pk))
        if row is None:
            raise exceptions.NotFound
        self.listing.leaves(query, query.columns, lambda: 1, row)
        return as_json(self.listing, row, query.columns)

    def _query(self, request: Request) -> tuple[Query, int]:
        size = request.GET.get("page_size", str(self.listing.page_size))
        if not 1 <= (whole(size) or 0) <= schema.MAX_PAGE:
            raise exceptions.ValidationError({"detail": f"page_size: a number from 1 to {schema.MAX_PAGE}"})
        try:
            context: Context = context_of(request._request, self.listing)
            return read_query(self.listing, context, request.GET), int(size)
        except QueryError as error:
            raise exceptions.ValidationError({"detail": error.messages}) from error


class MovingViewSet(ListingViewSet):
    """Read access, and the moves: a row lists those that its reader may take, each is taken by POST."""

    moves: Moves

    def _one(self, request: Request, pk: str) -> dict[str, Any]:
        found = super()._one(request, pk)
        obj = self.moves.get(request.user, found["id"])
        found["moves"] = [
            {
                "name": offer.name,
                "label": offer.label,
                "url": reverse(f"api-{self.listing.name}-move", args=[obj.pk, offer.name]),
                "asks_reason": offer.move.asks_reason,
            }
            for offer in self.moves.allowed(obj, request.user)
        ]
        return found

    @action(detail=True, methods=["post"], url_path="moves/(?P<name>[a-z_]+)")
    def move(self, request: Request, pk: str, name: str) -> Response:
        """Take a move, and answer with the row as it is then. 400 without a reason that is needed, 409 too late."""
        if name not in self.moves.verbs:
            raise exceptions.NotFound
        obj = self.moves.get(request.user, _number(pk))
        body = schema.MoveBody(data=request.data)
        body.is_valid(raise_exception=True)
        reason = body.validated_data.get("reason", "").strip()
        offer = next((item for item in self.moves.allowed(obj, request.user) if item.name == name), None)
        if offer is not None and offer.move.asks_reason and not reason:
            raise exceptions.ValidationError({"reason": ["Say why: this move needs a reason."]})
        try:
            self.moves.perform(obj, name, by=request.user, reason=reason)
        except MoveRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self._one(request, pk))


def _number(pk: str) -> int:
    number = whole(pk)
    if number is None:
        raise exceptions.NotFound
    return number


def viewset(declared: type[Listing]) -> type[ListingViewSet]:
    """The view set of a listing, documented by its columns."""
    listing = declared()
    row = schema.row_serializer(listing)
    one = schema.one_serializer(listing, row)
    key = OpenApiParameter("id", int, OpenApiParameter.PATH)
    documented = {
        "list": extend_schema(
            operation_id=f"{listing.name}_list",
            summary=f"List {listing.noun_plural}",
            parameters=schema.parameters(listing),
            responses=schema.page_serializer(row),
            tags=[listing.group],
        ),
        "retrieve": extend_schema(
            operation_id=f"{listing.name}_retrieve",
            summary=f"One {listing.noun}",
            parameters=[key, *schema.day(listing)],
            responses=one,
            tags=[listing.group],
        ),
    }
    bases: list[type[viewsets.ViewSet]] = [ListingViewSet]
    members: dict[str, Any] = {"listing": listing, "needs": listing.needs}
    if listing.moves is not None:
        bases = [MovingViewSet]
        members["moves"] = listing.moves
        documented["move"] = _documented_move(listing, listing.moves, one, key)
    if listing.writes is not None:
        bases.insert(0, Writing)
        members |= {"writes": listing.writes, "model": listing.model}
        documented |= writing.documented(listing, one, key)
    return extend_schema_view(**documented)(type(f"{row.__name__}ViewSet", tuple(bases), members))


def _documented_move(listing: Listing, moves: Moves, one: schema.Row, key: OpenApiParameter) -> Any:
    return extend_schema(
        operation_id=f"{listing.name}_move",
        summary=f"Move a {listing.noun}",
        parameters=[key, OpenApiParameter("name", str, OpenApiParameter.PATH, enum=sorted(moves.verbs))],
        request=schema.MoveBody,
        responses={
            200: one,
            **{
                code: OpenApiResponse(schema.Refusal, description=words)
                for code, words in ((403, "Not allowed"), (409, "Its state has changed: the move no longer goes"))
            },
        },
        tags=[listing.group],
    )
