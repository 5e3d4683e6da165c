"""The event table of each curated table: `Person` gets `PersonEvent` in the same app.

An event is a copy of the row after it was written (before, for a removal), with the instant and the
label of the action that wrote it. The label lies in the event itself, not in a table that events
share, so that one trigger keeps what happened and who did it from being rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

import pghistory
from django.db import models

ModelT = TypeVar("ModelT", bound=type[models.Model])


@overload
def tracked(model: ModelT) -> ModelT: ...


@overload
def tracked(*, exclude: Sequence[str] = ()) -> Callable[[ModelT], ModelT]: ...


def tracked(model: ModelT | None = None, *, exclude: Sequence[str] = ()) -> ModelT | Callable[[ModelT], ModelT]:
    """Keep the history of a model; `@tracked` or `@tracked(exclude=[...])`.

    Exclude what follows from other columns (sort keys, search text, `updated_at`) and secrets: a
    change of these alone makes no event, and their values are nowhere in the history.
    """

    def wrap(model: ModelT) -> ModelT:
        track = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            model_name=f"{model.__name__}Event",
            # no reverse name: "events" is a word of the field, and history is read through `entries`
            obj_field=pghistory.ObjForeignKey(related_name="+"),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            append_only=True,
        )
        tracked_model: ModelT = track(model)
        return tracked_model

    return wrap if model is None else wrap(model)
