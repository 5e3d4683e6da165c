"""Writing rows by the API: the same form and the same verbs as on the pages, with values in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from portal.lifecycle import MoveRefused
from portal.plain import whole
from portal.policy import require

Body = Mapping[str, Any]
F = TypeVar("F", bound=forms.BaseForm)


@dataclass(frozen=True)
class Writes:
    """How rows are made and changed: who may, the form of the pages, and the verbs that it feeds.

    `form(None, data)` is the form of a new row, `form(row, data)` that of one that is there, unbound without data.
    `create(by=, **facts)` gives the row; `change(row, by=, **facts)` gets only the facts that were sent.
    """

    needs: str
    form: Callable[[Any, Body | None], forms.BaseForm]
    create: Callable[..., Model]
    change: Callable[..., Any]
    page: Callable[[Any, Body | None], forms.BaseForm] | None = None
    """The form of the pages where it is not that of the API."""

    def on_page(self, found: Any, data: Body | None) -> forms.BaseForm:
        return (self.page or self.form)(found, data)


class LinesField(forms.CharField):
    """Several texts: a person writes one a line, a program may send a list."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python("\n".join(map(str, value)) if isinstance(value, list) else value)


SEVERAL = (SimpleArrayField, forms.MultipleChoiceField, LinesField)


class Conflict(exceptions.APIException):
    """The object is not in a state for this."""

    status_code = status.HTTP_409_CONFLICT


def refused(refusal: MoveRefused, fields: Mapping[str, Any]) -> exceptions.APIException:
    """400 when the words name a field that was sent, `field: why`; otherwise 409."""
    name, colon, words = str(refusal).partition(": ")
    return exceptions.ValidationError({name: [words]}) if colon and name in fields else Conflict(str(refusal))


@contextmanager
def refusing(fields: Mapping[str, Any]) -> Iterator[None]:
    """Within, a verb that refuses answers 400 for one of `fields` that were sent, and 409 otherwise."""
    try:
        yield
    except MoveRefused as refusal:
        raise refused(refusal, fields) from refusal


class Writing(viewsets.ViewSet):
    """POST makes a row, PATCH changes the fields that it names; the answer is the row as it is then."""

    writes: ClassVar[Writes]
    model: ClassVar[type[Model]]

    def create(self, request: Request) -> Response:
        require(request.user, self.writes.needs)
        given = _given(request, self.writes.form(None, None))
        form = _valid(self.writes.form(None, given))
        with refusing(form.fields):
            made = self.writes.create(by=request.user, **form.cleaned_data)
        row = self._one(request, str(made.pk))  # type: ignore[attr-defined]
        return Response(row, status.HTTP_201_CREATED, headers={"Location": row["url"]})

    def partial_update(self, request: Request, pk: str) -> Response:
        require(request.user, self.writes.needs)
        self._one(request, pk)  # type: ignore[attr-defined]  # not found where the list does not show it
        found = get_object_or_404(self.model, pk=whole(pk))
        blank = self.writes.form(found, None)
        given = _given(request, blank)
        kept = {name: blank[name].value() for name in blank.fields}
        form = _valid(self.writes.form(get_object_or_404(self.model, pk=whole(pk)), kept | given))
        facts = {name: form.cleaned_data[name] for name in given}
        with refusing(form.fields):
            self.writes.change(found, by=request.user, **facts)
        return Response(self._one(request, pk))  # type: ignore[attr-defined]


def filled(request: Request, form: Callable[[Body | None], F]) -> F:
    """The form with what the body of the request says, and as it is in all else. Raises ValidationError, by field."""
    blank = form(None)
    kept = {name: blank[name].value() for name in blank.fields if blank[name].value() is not None}
    return _valid(form(kept | _given(request, blank)))


def _given(request: Request, form: forms.BaseForm) -> dict[str, Any]:
    """The body as a form takes it. Raises ValidationError for what is no field, and for values no field can hold."""
    if not isinstance(request.data, dict):
        raise exceptions.ValidationError({"detail": "The body is one object: {field: value}."})
    wrong: dict[str, list[str]] = {}
    given: dict[str, Any] = {}
    for name, value in request.data.items():
        field = form.fields.get(name)
        if field is None:
            wrong[name] = [f"There is no such field; there are {', '.join(form.fields)}."]
        elif isinstance(value, list) and not isinstance(field, SEVERAL):
            wrong[name] = ["This is one value, not a list."]
        elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(x, dict | list) for x in value)):
            wrong[name] = ["Values are texts, numbers, true, false or null."]
        else:
            given[name] = field.prepare_value(value) if isinstance(field, SimpleArrayField) else value
    if wrong:
        raise exceptions.ValidationError(wrong)
    return given


def _valid(form: F) -> F:
    if not form.is_valid():
        wrong = {name: [str(said) for said in words] for name, words in form.errors.items()}
        raise exceptions.ValidationError(
            {"detail" if name == NON_FIELD_ERRORS else name: wrong[name] for name in wrong}
        )
    return form


FIELDS: tuple[tuple[type[forms.Field], type[serializers.Field[Any, Any, Any, Any]]], ...] = (
    (forms.BooleanField, serializers.BooleanField),
    (forms.DecimalField, serializers.FloatField),
    (forms.IntegerField, serializers.IntegerField),
    (forms.DateField, serializers.DateField),
)


def _field(field: forms.Field, *, required: bool) -> serializers.Field[Any, Any, Any, Any]:
    told: dict[str, Any] = {
        "required": required and field.required,
        "help_text": str(field.help_text or field.label or ""),
    }
    if isinstance(field, SEVERAL):
        return serializers.ListField(child=serializers.CharField(), **told)
    if isinstance(field, forms.ModelChoiceField):  # its choices are rows, which the schema does not list
        return serializers.CharField(allow_null=not field.required, **told)
    if isinstance(field, forms.TypedChoiceField | forms.ChoiceField):
        return serializers.ChoiceField(choices=[value for value, _ in list(field.choices)], **told)  # type: ignore[arg-type]
    kind = next((ours for theirs, ours in FIELDS if isinstance(field, theirs)), serializers.CharField)
    return kind(allow_null=not field.required, **told)


def body(fields: Mapping[str, forms.Field], name: str, *, required: bool) -> type[serializers.Serializer[Any]]:
    """What the schema says of a body that a form with these fields takes."""
    told = {label: _field(field, required=required) for label, field in fields.items()}
    return type(name, (serializers.Serializer,), told)


def documented(
    listing: Any, one: type[serializers.Serializer[Any]], key: OpenApiParameter
) -> dict[str, Callable[..., Any]]:
    """What the schema says of making and changing rows of `listing`, whose one row is `one`."""
    writes, noun = listing.writes, one.__name__
    wrong = OpenApiResponse(description="What is wrong, by field")
    return {
        "create": extend_schema(
            operation_id=f"{listing.name}_create",
            summary=f"Make a {listing.noun}",
            request=body(writes.form(None, None).fields, f"New{noun}", required=True),
            responses={201: one, 400: wrong},
            tags=[listing.group],
        ),
        "partial_update": extend_schema(
            operation_id=f"{listing.name}_change",
            summary=f"Change a {listing.noun}",
            parameters=[key],
            request=body(writes.form(listing.model(), None).fields, f"Changed{noun}", required=False),
            responses={200: one, 400: wrong},
            tags=[listing.group],
        ),
    }
