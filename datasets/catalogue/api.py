"""For programs: the values that a person sets on a dataset, and the coverage."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.catalogue import coverage, policy
from datasets.catalogue.coverage import ALONG, MEASURES
from datasets.catalogue.forms import NAMES, VALUES, ValuesForm
from datasets.catalogue.models import Dataset
from portal.listing.query import QueryError
from portal.listing.writing import body, filled, refusing
from portal.policy import require


class ValuesView(APIView):
    """Set values of a dataset against the sources, or give them back."""

    needs = policy.CURATE

    @extend_schema(
        operation_id="datasets_values",
        summary="Set values of a dataset, or give them back to the sources",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        request=body(ValuesForm.base_fields, "DatasetValues", required=False),
        responses={200: OpenApiTypes.OBJECT},
        tags=["Data"],
    )
    def patch(self, request: Request, pk: int) -> Response:
        require(request.user, policy.CURATE)
        dataset = get_object_or_404(Dataset, pk=pk)
        form = filled(request, lambda data: ValuesForm(data, dataset=dataset))
        with refusing(form.fields):
            form.carry_out(by=request.user)
        curated = dataset.curated_values.order_by("field").values_list("field", flat=True)
        values = {name: getattr(dataset, NAMES.get(name, name)) for name in VALUES}
        return Response({"id": dataset.pk, "url": dataset.get_absolute_url(), **values, "curated": list(curated)})


class CoverageView(APIView):
    """The coverage of a search along two columns."""

    needs = policy.SEE

    @extend_schema(
        operation_id="coverage",
        summary="What there is of a search along two columns, with the holes",
        parameters=[
            *(
                OpenApiParameter(name, str, description=f"A column that facets count; {usual}.")
                for name, usual in ALONG.items()
            ),
            OpenApiParameter("measure", str, enum=list(MEASURES)),
        ],
        responses={200: OpenApiTypes.OBJECT},
        tags=["Data"],
    )
    def get(self, request: Request) -> Response:
        require(request.user, policy.SEE)
        try:
            found = coverage.read(request._request)
        except QueryError as error:
            raise exceptions.ValidationError({"detail": error.messages}) from error
        return Response(found.as_json())
