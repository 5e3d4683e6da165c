"""Values of columns in the words of a reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.contrib.postgres.fields.ranges import RangeField
from django.db import models
from django.utils import timezone

Column: TypeAlias = "models.Field[Any, Any]"
Names = dict[tuple[str, Any], str]
"""What the targets of foreign keys are called: (label of the model, key) -> name."""


def names_of(references: Iterable[tuple[Column, Any]]) -> Names:
    """The names of all rows referred to, with one query per table."""
    wanted: dict[Column, set[Any]] = defaultdict(set)
    for field, value in references:
        if isinstance(field, models.ForeignKey) and value is not None:
            wanted[field.target_field].add(value)
    names: Names = {}
    for target, keys in wanted.items():
        named = [item.name for item in target.model._meta.fields if item.many_to_one and not item.null]
        rows = target.model._base_manager.filter(**{f"{target.attname}__in": keys}).select_related(*named)
        names |= {(target.model._meta.label, getattr(row, target.attname)): str(row) for row in rows}
    return names


def words(field: Column, value: Any, names: Names) -> str:
    """`value` of `field` as a person reads it; empty for nothing, in full however long it is."""
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        model = field.target_field.model
        return names.get((model._meta.label, value), f"{model._meta.verbose_name} {value} (removed)")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, RangeField):
        return _range(value)
    return _plain(value)


def _range(value: Any) -> str:
    if value.isempty:
        return "never"
    ends = [("from", value.lower), ("until", value.upper)]
    return " ".join(f"{word} {_plain(end)}" for word, end in ends if end is not None) or "always"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # 361.6 is kept with nine decimals
    if isinstance(value, list | tuple | set):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    return str(value)
