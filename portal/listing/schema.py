"""How the REST resource of a list is documented: parameters, rows, pages and moves, from its columns."""

from __future__ import annotations

from typing import Any

from django.db.models import DecimalField, FloatField
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from portal.listing.base import Listing
from portal.listing.columns import Column
from portal.listing.filters import field_of

MAX_PAGE = 1000
"""Rows that one answer of the API holds at most."""
LANGUAGE = "; also -word, field:value, field:A,B*, !field:value, field:from..to. A parameter field!=value leaves out."
Row = type[serializers.Serializer[Any]]

FIELDS: dict[str, type[serializers.Field[Any, Any, Any, Any]]] = {
    "number": serializers.IntegerField,
    "bytes": serializers.IntegerField,
    "date": serializers.DateField,
    "instant": serializers.DateTimeField,
    "flag": serializers.BooleanField,
}


class Link(serializers.Serializer[Any]):
    """A move that may be taken now, by POST to its url."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField()
    asks_reason = serializers.BooleanField(help_text="Whether the body must hold a reason.")


class MoveBody(serializers.Serializer[Any]):
    """What a move takes."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=4000)


class Refusal(serializers.Serializer[Any]):
    """Why not, in words."""

    detail = serializers.CharField()


def _field(listing: Listing, column: Column) -> serializers.Field[Any, Any, Any, Any]:
    help_text = column.help or column.label
    if column.needs:
        help_text += f" (absent without the permission {column.needs})"
    if column.choices is not None:
        return serializers.ChoiceField(
            choices=column.choices.choices, help_text=help_text, allow_null=True, required=False
        )
    kind = FIELDS.get(column.kind, serializers.CharField)
    if column.kind == "number" and isinstance(field_of(listing.model, column), DecimalField | FloatField):
        kind = serializers.FloatField
    return kind(help_text=help_text, allow_null=True, required=False)


def row_serializer(listing: Listing) -> Row:
    """The documented shape of one row in a list."""
    fields: dict[str, Any] = {
        "id": serializers.IntegerField(),
        "url": serializers.CharField(help_text="Page of the row"),
    }
    fields |= {column.name: _field(listing, column) for column in listing.columns}
    name = "".join(part.capitalize() for part in listing.noun.replace("-", " ").split())
    return type(name, (serializers.Serializer,), fields)


def one_serializer(listing: Listing, row: Row) -> Row:
    """The documented shape of one row by itself: with its moves."""
    if listing.moves is None:
        return row
    return type(f"{row.__name__}WithMoves", (row,), {"moves": Link(many=True)})


def page_serializer(row: Row) -> Row:
    """The documented shape of one page of rows."""
    fields = {
        "count": serializers.IntegerField(),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": row(many=True),
    }
    return type(f"{row.__name__}Page", (serializers.Serializer,), fields)


def parameters(listing: Listing) -> list[OpenApiParameter]:
    """The query parameters of the list."""
    filters = listing.filterset_class(listing.columns).base_filters
    found = [
        OpenApiParameter(name, str, many=item.field_class.__name__.endswith("ChoiceField"), description=item.label)
        for name, item in filters.items()
    ]
    found += [
        OpenApiParameter("q", str, description=f"Text. {listing.search_label}{LANGUAGE if listing.fields else ''}"),
        OpenApiParameter("sort", str, description="A column name; with - in front descending."),
        OpenApiParameter("col", str, many=True, description="Names of the columns wanted."),
        OpenApiParameter("page", int),
        OpenApiParameter("page_size", int, description=f"At most {MAX_PAGE}."),
    ]
    return found + day(listing)


def day(listing: Listing) -> list[OpenApiParameter]:
    """The parameter of the day, where the list has one."""
    words = "The day that is asked for, 2026-03-31; default today."
    return [OpenApiParameter("as_of", str, description=words)] if listing.has_as_of else []
