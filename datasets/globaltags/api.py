"""The same answers for programs: payloads for a run, and how two tags differ."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.globaltags import policy, queries, tables
from datasets.globaltags.forms import CompareForm, LookupForm
from datasets.globaltags.views import look_up


def _checked(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError({name: list(words) for name, words in form.errors.items()})
    data: dict[str, Any] = form.cleaned_data
    return data


def _parameters(form: Any) -> list[OpenApiParameter]:
    whole = {"exp", "run"}
    return [
        OpenApiParameter(name, int if name in whole else str, required=field.required, description=str(field.label))
        for name, field in form.base_fields.items()
    ]


class PayloadsView(APIView):
    """Which payloads hold for a run, in one tag or in the chain of a campaign."""

    needs = policy.SEE

    @extend_schema(
        operation_id="conditions_payloads",
        summary="Payloads for a run",
        parameters=_parameters(LookupForm),
        responses=OpenApiTypes.OBJECT,
        tags=["Data"],
    )
    def get(self, request: Request) -> Response:
        return Response(tables.as_json(look_up(_checked(LookupForm(request.GET)))))


class ComparisonView(APIView):
    """How two tags differ."""

    needs = policy.SEE

    @extend_schema(
        operation_id="conditions_comparison",
        summary="Differences of two global tags",
        parameters=_parameters(CompareForm),
        responses=OpenApiTypes.OBJECT,
        tags=["Data"],
    )
    def get(self, request: Request) -> Response:
        data = _checked(CompareForm(request.GET))
        rows = queries.difference(data["old"], data["new"])
        return Response(
            {
                "old": data["old"].name,
                "new": data["new"].name,
                "complete": data["old"].complete and data["new"].complete,
                "differences": [
                    {"what": row.what, "module": row.module, "before": row.before, "after": row.after} for row in rows
                ],
            }
        )
