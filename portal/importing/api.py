"""Imports by the API: a file in the body, a result for each row in the answer; or in the background, to be watched."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from portal.importing import actions
from portal.importing.importer import Importer, SourceError
from portal.importing.models import ImportRun
from portal.importing.tables import TableImporter
from portal.importing.views import SEE, links
from portal.policy import require

MOST_ROWS = 10_000
"""Rows that one request takes while its sender waits; more go in the background."""
ENDINGS = {
    "text/plain": ".txt",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/gzip": ".gz",
}
"""What a reader takes the body for, by its media type."""
CHUNK = 64 * 1024
OWN = ("mode", "name", "reason")
"""Options of every import; each kind has the fields of its upload form besides."""


class TooLarge(exceptions.APIException):
    """More than one request may hold."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class AsItIs(BaseParser):
    """Leaves the body in the stream."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return stream


class ImportsView(APIView):
    """The kinds of import that the caller may use."""

    needs = SEE

    @extend_schema(operation_id="imports_list", summary="Kinds of import", responses=OpenApiTypes.OBJECT, tags=["Data"])
    def get(self, request: Request) -> Response:
        return Response({name: {"noun": noun, "url": _url(request, name)} for name, noun in links(request.user)})


class ImportView(APIView):
    """One file of one kind."""

    needs = SEE
    parser_classes = (AsItIs,)

    @extend_schema(
        operation_id="imports_send",
        summary="Import a file",
        description=(
            f"The body is the file itself. With `mode=plan` nothing is written; `apply` writes the rows that are in"
            f" order, `strict` writes all of them or none. At most {MOST_ROWS:,} rows; with `mode=background` any"
            " number, and the answer says where to watch. `rows` has one result for each row of the file. What the form"
            " of a kind asks beside the file (`tag`, `processing`, `complete`, …) is given in the address as well."
        ),
        parameters=[
            OpenApiParameter("importer", str, OpenApiParameter.PATH),
            OpenApiParameter("mode", str, enum=["plan", "apply", "strict", "background"]),
            OpenApiParameter("name", str, description="Name of the file, for the history; its ending tells the kind."),
            OpenApiParameter("reason", str),
        ],
        request=dict.fromkeys(ENDINGS, OpenApiTypes.BINARY),
        responses={
            200: OpenApiTypes.OBJECT,
            202: OpenApiTypes.OBJECT,
            400: OpenApiResponse(description="The file cannot be read at all"),
            409: OpenApiResponse(description="Strict, and rows are wrong; or the plan is held. Nothing was written"),
            413: OpenApiResponse(description="Too many rows, or too many bytes"),
        },
        tags=["Data"],
    )
    def post(self, request: Request, importer: str) -> Response:
        try:
            wanted = actions.importer_named(importer)
        except KeyError as error:
            raise Http404 from error
        require(request.user, wanted.needs)
        mode = request.query_params.get("mode", "plan")
        if mode not in ("plan", "apply", "strict", "background"):
            raise exceptions.ValidationError({"mode": ["One of plan, apply, strict, background."]})
        options = _options(request, wanted)
        name = Path(request.query_params.get("name") or f"request{_ending(request)}").name[:200]
        with tempfile.TemporaryDirectory(prefix="portal-import-") as folder:
            path = Path(folder) / f"upload{actions.ending(name) or _ending(request)}"
            _receive(request, path)
            if mode == "background":
                content = path.read_bytes()
                run = actions.upload(wanted, by=request.user, file_name=name, content=content, options=options)
                return Response(_state(request, run), status.HTTP_202_ACCEPTED)
            if _lines(path, most := MOST_ROWS + issubclass(wanted, TableImporter)) > most:  # a table has a head
                raise TooLarge(f"There are more than {MOST_ROWS:,} rows, the most that are taken while you wait.")
            reason = request.query_params.get("reason", "").strip()[:500] or f"import of {name} by the API"
            made = wanted({**options, "file_name": name, "told": MOST_ROWS})
            return _imported(made, path, name, request.user, mode, reason)


class RunView(APIView):
    """An import in the background: where it stands, and what it would do or has done."""

    needs = SEE

    @extend_schema(
        operation_id="imports_run",
        summary="How an import stands",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses=OpenApiTypes.OBJECT,
        tags=["Data"],
    )
    def get(self, request: Request, pk: int) -> Response:
        run = _run(request, pk)
        return Response(_state(request, run) | {"plan": run.plan})

    @extend_schema(
        operation_id="imports_apply",
        summary="Apply an import",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        request=None,
        responses={202: OpenApiTypes.OBJECT, 409: OpenApiResponse(description="It does not wait for that")},
        tags=["Data"],
    )
    def post(self, request: Request, pk: int) -> Response:
        run = _run(request, pk)
        try:
            actions.apply(run, by=request.user)
        except actions.RunRefused as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_409_CONFLICT)
        run.refresh_from_db()
        return Response(_state(request, run), status.HTTP_202_ACCEPTED)


def _run(request: Request, pk: int) -> ImportRun:
    run = get_object_or_404(ImportRun.objects.defer("content"), pk=pk)
    require(request.user, actions.importer_named(run.importer).needs)
    return run


def _url(request: Request, name: str) -> str:
    return str(reverse("api-import", args=[name], request=request))


def _state(request: Request, run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "importer": run.importer,
        "state": run.state,
        "done": run.done,
        "total": run.total,
        "error": run.error,
        "url": reverse("api-import-run", args=[run.pk], request=request),
        "page": run.get_absolute_url(),
    }


def _ending(request: Request) -> str:
    return ENDINGS.get((request.content_type or "").partition(";")[0].strip().lower(), "")


def _options(request: Request, wanted: type[Importer]) -> dict[str, Any]:
    """What the address says beside the file, by the rules of the upload form. Raises ValidationError."""
    said = request.query_params
    form = forms.Form(said)
    form.fields = {name: make() for name, make in wanted.fields.items() if name in said}
    wrong: dict[str, Any] = dict(form.errors)
    taken = ", ".join((*OWN, *wanted.fields))
    wrong |= {name: [f"There is no such option; there are {taken}."] for name in said if name not in taken.split(", ")}
    if wrong:
        raise exceptions.ValidationError(wrong)
    return form.cleaned_data


def _receive(request: Request, path: Path) -> None:
    """Write the body to `path`. Raises TooLarge."""
    stream, size = request.stream, 0
    if stream is None:
        raise exceptions.ValidationError({"detail": "The body is empty; it is the file to import."})
    with path.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > settings.PORTAL_UPLOAD_BYTES:
                raise TooLarge(f"At most {settings.PORTAL_UPLOAD_BYTES:,} bytes are read here.")
            file.write(chunk)


def _lines(path: Path, most: int) -> int:
    """The number of lines, of a compressed file those that it holds; counted until there are more than `most`."""
    with path.open("rb") as file:
        packed = file.peek(2).startswith(b"\x1f\x8b")
        content: Any = gzip.GzipFile(fileobj=file) if packed else file
        lines, last = 0, b""
        try:
            while lines <= most and (chunk := content.read(CHUNK)):
                lines, last = lines + chunk.count(b"\n"), chunk[-1:]
        except (OSError, EOFError, zlib.error):
            return lines  # the reader says what is wrong with it
    return lines + (last not in (b"", b"\n"))


def _imported(importer: Importer, path: Path, name: str, user: Any, mode: str, reason: str) -> Response:
    """Plan or import, and one result for each row, in the order of the file. Raises ValidationError."""
    writes = mode != "plan"
    try:
        plan = importer.run([path], by=user, apply=writes, reason=reason, strict=mode == "strict")
    except SourceError as error:
        raise exceptions.ValidationError({"detail": str(error).replace(path.name, name)}) from error
    said = plan.as_json()
    content = {
        "written": writes and not plan.held,
        "counts": plan.totals,
        "rows": sorted(said["changes"], key=lambda row: row["line"] or 0),
        "problems": said["problems"],
        **({"held": plan.held} if plan.held else {}),
    }
    return Response(content, status.HTTP_409_CONFLICT if writes and plan.held else status.HTTP_200_OK)
