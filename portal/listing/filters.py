"""The filters of a list, built from its columns with django-filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import ceil, floor
from typing import Any

import django_filters
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import IntegerField, Model, Q, QuerySet

from portal.listing.columns import NONE, Column
from portal.listing.lookups import pattern

LARGEST = 10**18


class AnyChoiceField(django_filters.fields.MultipleChoiceField):
    """Several values, any text allowed: what does not occur simply matches nothing."""

    def valid_value(self, value: Any) -> bool:
        return "\x00" not in value


class NumberChoiceField(AnyChoiceField):
    """Several whole numbers."""

    def valid_value(self, value: Any) -> bool:
        return value == NONE or re.fullmatch(r"-?[0-9]{1,18}", value) is not None


class FlagChoiceField(AnyChoiceField):
    """`True`, `False`, or both."""

    def valid_value(self, value: Any) -> bool:
        return value in (NONE, "True", "False")


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


class NumberFacetFilter(FacetFilter):
    """The same over numbers, which have no empty text."""

    field_class = NumberChoiceField
    textual = False


class FlagFacetFilter(FacetFilter):
    """The same over yes and no."""

    field_class = FlagChoiceField
    textual = False


class ChoiceFilter(FacetFilter):
    """Any of the chosen values out of a fixed set."""

    field_class = django_filters.fields.MultipleChoiceField


class DayFilter(django_filters.DateFilter):
    """A day written 2026-03-31 and in no other way: 01/02/2026 is two days."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)


class NumberFilter(django_filters.NumberFilter):
    """A number of a size that a column can hold: `-1e999999999` would be written out before it is compared."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=-LARGEST, max_value=LARGEST, **kwargs)


class OverlapFilter(NumberFilter):
    """One end, `from` or `to`, of the numbers with which the range `field_name` must have one in common.

    Both ends make one condition: of two the planner expects most rows of the table.
    """

    def __init__(self, *args: Any, ends: tuple[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends = ends

    def first(self, values: Mapping[str, Any]) -> str:
        """The end that is asked; where both are, the lower one stands for the two."""
        return next(name for name in self.ends if values.get(name) is not None)

    def between(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """The rows that both ends of a query leave, whichever of them is asked about."""
        low, high = (values.get(name) for name in self.ends)
        low, high = low if low is None else ceil(low), high if high is None else floor(high)
        if low is not None and high is not None and low > high:
            return rows.none()
        return rows.filter(**{f"{self.field_name}__overlap": NumericRange(low, high, bounds="[]")})


class TextFilter(django_filters.CharFilter):
    """Contains, with `*` for any text; every other character is literal."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__ilike": pattern(value)}) if value else qs


def field_of(model: type[Model], column: Column) -> Any:
    """The model field that the column shows; None for an expression."""
    if column.expr is not None:
        return None
    *relations, last = column.path.split(".")
    for name in relations:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def filter_fields(model: type[Model], column: Column) -> dict[str, django_filters.Filter]:
    """The query parameters of one column, by name."""
    name, source, label = column.name, column.source, column.label
    if column.filter == "choice":
        return {name: _facet_filter(column)}
    if column.filter == "text":
        return {name: TextFilter(field_name=source, label=label)}
    if column.filter == "exact":
        whole = isinstance(field_of(model, column), IntegerField)
        kind = NumberFilter if whole else django_filters.CharFilter
        return {name: kind(field_name=source, label=label)}
    if column.filter == "overlap":
        ends = (f"{name}_from", f"{name}_to")
        words = (f"{label} from", f"{label} to")
        return {
            end: OverlapFilter(field_name=column.span, label=word, ends=ends)
            for end, word in zip(ends, words, strict=True)
        }
    if column.filter in ("range", "dates"):
        kind = NumberFilter if column.filter == "range" else DayFilter
        low = source if column.kind != "instant" else f"{source}__date"
        return {
            f"{name}_from": kind(field_name=low, lookup_expr="gte", label=f"{label} from"),
            f"{name}_to": kind(field_name=low, lookup_expr="lte", label=f"{label} to"),
        }
    return {}


def _facet_filter(column: Column) -> FacetFilter:
    if column.choices is not None:
        choices = [*column.choices.choices, (NONE, "none")]
        made = ChoiceFilter(field_name=column.source, label=column.label, choices=choices)
        made.textual = issubclass(column.choices, str)
        return made
    classes = {"number": NumberFacetFilter, "flag": FlagFacetFilter}
    return classes.get(column.kind, FacetFilter)(field_name=column.source, label=column.label, choices=())


def build_filterset(
    name: str, model: type[Model], columns: Iterable[Column], more: Mapping[str, django_filters.Filter]
) -> type[django_filters.FilterSet]:
    """A FilterSet class with the parameters of `columns`, and `more`."""
    fields: dict[str, Any] = dict(more)
    for column in columns:
        fields.update(filter_fields(model, column))
    return type(f"{name}FilterSet", (django_filters.FilterSet,), fields)
