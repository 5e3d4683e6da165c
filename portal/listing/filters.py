"""The filters of a list, built from its columns with django-filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from portal.listing.columns import NONE, Column
from portal.listing.lookups import pattern


class AnyChoiceField(django_filters.fields.MultipleChoiceField):
    """Several values, any text allowed: what does not occur simply matches nothing."""

    def valid_value(self, value: Any) -> bool:
        return True


class FacetFilter(django_filters.Filter):
    """Any of the chosen values; `(none)` stands for an empty one.

    Not the library's own: that one asks for DISTINCT, which reads all rows to show fifty.
    """

    field_class = AnyChoiceField
    textual = True

    def filter(self, qs: QuerySet[Any], value: Iterable[str]) -> QuerySet[Any]:
        values = list(value or ())
        if not values:
            return qs
        wanted = Q(**{f"{self.field_name}__in": [item for item in values if item != NONE]})
        if NONE in values:
            wanted |= Q(**{f"{self.field_name}__isnull": True})
            if self.textual:
                wanted |= Q(**{self.field_name: ""})
        return qs.filter(wanted)


class ChoiceFilter(FacetFilter):
    """Any of the chosen values out of a fixed set."""

    field_class = django_filters.fields.MultipleChoiceField


class TextFilter(django_filters.CharFilter):
    """Contains, with `*` for any text; every other character is literal."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__ilike": pattern(value)}) if value else qs


def filter_fields(column: Column) -> dict[str, django_filters.Filter]:
    """The query parameters of one column, by name."""
    name, source, label = column.name, column.source, column.label
    if column.filter == "choice":
        choices = column.choices.choices if column.choices else ()
        made = (ChoiceFilter if column.choices else FacetFilter)(field_name=source, label=label, choices=choices)
        made.textual = column.kind not in ("number", "flag")
        return {name: made}
    if column.filter == "text":
        return {name: TextFilter(field_name=source, label=label)}
    if column.filter == "exact":
        kind = django_filters.NumberFilter if column.kind == "number" else django_filters.CharFilter
        return {name: kind(field_name=source, label=label)}
    if column.filter in ("range", "dates"):
        kind = django_filters.NumberFilter if column.filter == "range" else django_filters.DateFilter
        low = source if column.kind != "instant" else f"{source}__date"
        return {
            f"{name}_from": kind(field_name=low, lookup_expr="gte", label=f"{label} from"),
            f"{name}_to": kind(field_name=low, lookup_expr="lte", label=f"{label} to"),
        }
    return {}


def build_filterset(
    name: str, columns: Iterable[Column], more: Mapping[str, django_filters.Filter]
) -> type[django_filters.FilterSet]:
    """A FilterSet class with the parameters of `columns`, and `more`."""
    fields: dict[str, Any] = dict(more)
    for column in columns:
        fields.update(filter_fields(column))
    return type(f"{name}FilterSet", (django_filters.FilterSet,), fields)
