"""Objects made of the rows that a list has read, so that the moves of a row cost no second look at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from portal.listing.columns import Row


def made(model: type[Model], rows: Iterable[Row], fields: tuple[str, ...]) -> list[Any]:
    """The objects of rows that hold `fields`: as read by `only(*fields)`, with their relations selected.

    `fields` are column names (`institute_id`) and, across one relation, `institute__short_name`; what is not among
    them is read from the database when somebody asks for it. Rows share what they are related to.
    """
    own = [field for field in fields if "__" not in field]
    related: dict[Any, list[str]] = {}
    for relation, _, name in (field.partition("__") for field in fields if "__" in field):
        related.setdefault(model._meta.get_field(relation), []).append(name)
    key_name, found, others = model._meta.pk.attname, [], {}
    for row in rows:
        obj = _instance(model, {key_name: row["pk"]} | {name: row[name] for name in own})
        for field, names in related.items():
            key = getattr(obj, field.attname)
            if key is not None and (field, key) not in others:
                values = {field.target_field.attname: key} | {name: row[f"{field.name}__{name}"] for name in names}
                others[field, key] = _instance(field.related_model, values)
            field.set_cached_value(obj, others.get((field, key)))
        found.append(obj)
    return found


def _instance(model: type[Model], values: Mapping[str, Any]) -> Model:
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])
