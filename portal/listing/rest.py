"""The REST resource of a list: the same columns, filters, order and policy as the page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from portal.listing.base import Context, Listing
from portal.listing.columns import Column
from portal.listing.exports import plain
from portal.listing.query import Query, QueryError, read_query
from portal.listing.views import context_of

MAX_PAGE = 1000

FIELDS: dict[str, type[serializers.Field[Any, Any, Any, Any]]] = {
    "number": serializers.IntegerField,
    "bytes": serializers.IntegerField,
    "date": serializers.DateField,
    "instant": serializers.DateTimeField,
    "flag": serializers.BooleanField,
}


def _field(column: Column) -> serializers.Field[Any, Any, Any, Any]:
    help_text = column.help or column.label
    if column.needs:
        help_text += f" (absent without the permission {column.needs})"
    if column.choices is not None:
        return serializers.ChoiceField(choices=column.choices.choices, help_text=help_text, allow_null=True)
    return FIELDS.get(column.kind, serializers.CharField)(help_text=help_text, allow_null=True, required=False)


def serializer_class(listing: Listing) -> type[serializers.Serializer[Any]]:
    """The documented shape of one row."""
    fields: dict[str, Any] = {"id": serializers.IntegerField(), "url": serializers.CharField(help_text="Page of the row")}
    fields |= {column.name: _field(column) for column in listing.columns}
    name = "".join(part.capitalize() for part in listing.noun.replace("-", " ").split())
    return type(name, (serializers.Serializer,), fields)


def page_serializer(listing: Listing, row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    fields = {
        "count": serializers.IntegerField(),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": row(many=True),
    }
    return type(f"{row.__name__}Page", (serializers.Serializer,), fields)


def _parameters(listing: Listing) -> list[OpenApiParameter]:
    filters = listing.filterset_class(listing.columns).base_filters
    found = [
        OpenApiParameter(name, str, many=bool(item.field_class.__name__.endswith("ChoiceField")), description=item.label)
        for name, item in filters.items()
    ]
    found += [
        OpenApiParameter("q", str, description=f"Text. {listing.search_label}"),
        OpenApiParameter("sort", str, description="A column name; with - in front descending."),
        OpenApiParameter("col", str, many=True, description="Names of the columns wanted."),
        OpenApiParameter("page", int),
        OpenApiParameter("page_size", int, description=f"At most {MAX_PAGE}."),
    ]
    if listing.has_as_of:
        found.append(OpenApiParameter("as_of", str, description="The day that is asked for, 2026-03-31; default today."))
    return found


def as_json(listing: Listing, row: Any, columns: tuple[Column, ...]) -> dict[str, Any]:
    """One row: id, url of its page, and the columns."""
    return {
        "id": row["pk"],
        "url": listing.row_url(row),
        **{column.name: plain(row[column.source]) for column in columns},
    }


class ListingViewSet(viewsets.ViewSet):
    """Read access to one list; made for each listing by `viewset`."""

    listing: Listing
    needs: str

    def list(self, request: Request) -> Response:
        query, size = self._query(request)
        count = self.listing.total(query)
        start = (query.page - 1) * size
        rows = self.listing.rows(query, query.shown)[start : start + size]
        page = request.build_absolute_uri(request.path)
        return Response(
            {
                "count": count,
                "next": page + query.url(page=query.page + 1) if start + size < count else None,
                "previous": page + query.url(page=query.page - 1) if query.page > 1 else None,
                "results": [as_json(self.listing, row, query.shown) for row in rows],
            }
        )

    def retrieve(self, request: Request, pk: str) -> Response:
        query, _ = self._query(request)
        if not pk.isdecimal():
            raise exceptions.NotFound
        row = self.listing.one(query, int(pk))
        if row is None:
            raise exceptions.NotFound
        return Response(as_json(self.listing, row, query.columns))

    def _query(self, request: Request) -> tuple[Query, int]:
        size = request.GET.get("page_size", str(self.listing.page_size))
        if not size.isdecimal() or not 1 <= int(size) <= MAX_PAGE:
            raise exceptions.ValidationError({"detail": f"page_size: a number from 1 to {MAX_PAGE}"})
        try:
            context: Context = context_of(request._request, self.listing)
            return read_query(self.listing, context, request.GET), int(size)
        except QueryError as error:
            raise exceptions.ValidationError({"detail": error.messages}) from error


def viewset(declared: type[Listing]) -> type[ListingViewSet]:
    """The view set of a listing, documented by its columns."""
    listing = declared()
    row = serializer_class(listing)
    parameters = _parameters(listing)
    as_of = [item for item in parameters if item.name == "as_of"]
    documented = extend_schema_view(
        list=extend_schema(
            operation_id=f"{listing.name}_list",
            summary=f"List {listing.noun_plural}",
            parameters=parameters,
            responses=page_serializer(listing, row),
            tags=[listing.group],
        ),
        retrieve=extend_schema(
            operation_id=f"{listing.name}_retrieve",
            summary=f"One {listing.noun}",
            parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH), *as_of],
            responses=row,
            tags=[listing.group],
        ),
    )
    made = type(f"{row.__name__}ViewSet", (ListingViewSet,), {"listing": listing, "needs": listing.needs})
    return documented(made)
