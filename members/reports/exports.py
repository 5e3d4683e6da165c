"""A table of the statistics as CSV and JSON."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpResponse, JsonResponse

from members.reports.tables import ReportTable
from portal.listing.exports import harmless

FORMATS = {"csv": "CSV", "json": "JSON"}


def as_csv(table: ReportTable, asked: dict[str, Any]) -> HttpResponse:
    """A line for each row; the head has the names of the columns, as JSON has them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([harmless(row[column.name].value) for column in table.columns])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}-{asked["as_of"]}.csv"'
    return response


def as_json(table: ReportTable, asked: dict[str, Any]) -> JsonResponse:
    """What was asked for, what the columns are called, and the rows by the names of the columns."""
    return JsonResponse(
        {
            "table": table.name,
            "title": table.title,
            **asked,
            "note": table.note,
            "columns": [{"name": column.name, "label": column.label} for column in table.columns],
            "rows": [{column.name: row[column.name].value for column in table.columns} for row in table.rows],
        },
        json_dumps_params={"ensure_ascii": False},
    )
