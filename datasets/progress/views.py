"""The page of the progress of a campaign, and the same as a file and for programs."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from datasets.campaigns.models import Campaign
from datasets.catalogue import policy
from datasets.progress import queries, tables
from datasets.progress.queries import Progress
from portal.listing.exports import harmless
from portal.policy import audience, needs

FORMATS = {"csv": "CSV", "json": "JSON"}
BY = ("experiment",)


def _by(text: str) -> str:
    """What the lines are split by beside sample and energy. Raises ValueError."""
    if text and text not in BY:
        raise ValueError(f"by: {text[:20]!r} is none of {', '.join(BY)}")
    return text


@needs(policy.SEE)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a campaign is; `?by=experiment` splits the lines, `?format=csv` or `json` gives them as a file."""
    campaign = get_object_or_404(Campaign, pk=pk)
    try:
        by = _by(request.GET.get("by", ""))
    except ValueError as error:
        raise BadRequest(str(error)) from error
    found = queries.progress(campaign, by_experiment=bool(by))
    kind = request.GET.get("format", "")
    if kind and kind not in FORMATS:
        raise BadRequest(f"format: {kind[:20]!r} is none of {', '.join(FORMATS)}")
    if kind:
        return _csv(campaign, found) if kind == "csv" else JsonResponse(_answer(campaign, found))
    return render(request, "datasets/progress.html", _context(request, campaign, found, by))


def _context(request: HttpRequest, campaign: Campaign, found: Progress, by: str) -> dict[str, Any]:
    kept = f"by={by}&" if by else ""
    parts = [
        (title, *tables.samples_table(campaign, found, skims=skims))
        for title, skims in (("Samples", False), ("Skims", True))
    ]
    drawn = (tables.luminosity_chart(found), tables.weeks_chart(found, "#weeks"))
    return {
        "page": {
            "title": f"Progress of {campaign}",
            "crumbs": [("Data", ""), ("Campaigns", reverse("campaigns")), (campaign.name, campaign.get_absolute_url())],
            "visibility": audience(request.user, policy.SEE),
            "exports": [(f"?{kept}format={name}", label) for name, label in FORMATS.items()],
        },
        "campaign": campaign,
        "found": found,
        "figures": tables.figures(campaign, found),
        "missing": tables.missing_words(found),
        "coverage_url": tables.coverage(campaign, found),
        "charts": [chart for chart in drawn if chart],
        "parts": [part for part in parts if part[1]],  # the first is open
        "weeks": tables.weeks_table(found.weeks) if found.weeks else "",
        "by": by,
        "api_url": reverse("api-campaign-progress", args=[campaign.pk]) + (f"?by={by}" if by else ""),
        "nav_key": "campaigns",
    }


def _answer(campaign: Campaign, found: Progress) -> dict[str, Any]:
    return {"campaign": campaign.name, "state": campaign.state, **queries.plain(found)}


def _csv(campaign: Campaign, found: Progress) -> HttpResponse:
    """A line for each sample and energy; the head is there also when nothing is."""
    file = io.StringIO()
    lines = queries.rows(found)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(lines[0] if lines else ("event_type", "energy", "datasets"))
    for line in lines:
        writer.writerow([harmless(value) for value in line.values()])
    answer = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="progress-{campaign.name}.csv"'
    return answer


class ProgressView(APIView):
    """How far a campaign is."""

    needs = policy.SEE

    @extend_schema(
        operation_id="campaign_progress",
        summary="Progress of a campaign",
        parameters=[OpenApiParameter("by", str, enum=BY, description="Split the rows by this, too")],
        responses=OpenApiTypes.OBJECT,
        tags=["Data"],
    )
    def get(self, request: Request, pk: int) -> Response:
        campaign = get_object_or_404(Campaign, pk=pk)
        try:
            by = _by(request.query_params.get("by", ""))
        except ValueError as error:
            raise ValidationError({"by": [str(error)]}) from error
        return Response(_answer(campaign, queries.progress(campaign, by_experiment=bool(by))))
