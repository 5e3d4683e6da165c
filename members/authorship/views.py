"""Author lists as files."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from members.authorship import policy
from members.authorship.exports import FORMATS
from members.authorship.models import AuthorList
from members.authorship.panels import content
from members.authorship.published import PublishedList
from members.authorship.queries import published_list, signing
from portal.periods import AsOfError, as_of
from portal.policy import needs


@needs(policy.EXPORT)
def export_page(request: HttpRequest) -> HttpResponse:
    """Choose the day and the format; shows how many authors that is."""
    try:
        on = as_of(request)
    except AsOfError as error:
        raise BadRequest(str(error)) from error
    formats = [(item.label, f"{reverse('authors_export', args=[name])}?as_of={on}") for name, item in FORMATS.items()]
    return render(request, "members/export_authors.html", {"on": on, "count": signing(on).count(), "formats": formats})


@needs(policy.EXPORT)
def export_day(request: HttpRequest, kind: str) -> HttpResponse:
    """Everybody who signs on the day, as a file."""
    try:
        on = as_of(request)
    except AsOfError as error:
        raise BadRequest(str(error)) from error
    return _file(kind, lambda: published_list(on, f"author list of {on}"))


@needs(policy.EXPORT)
def export_list(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One author list as a file; a frozen one gives the same bytes for ever."""
    author_list = get_object_or_404(AuthorList, pk=pk)
    return _file(kind, lambda: content(author_list))


def _file(kind: str, read: Callable[[], PublishedList]) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    published = read()
    if not published.authors:
        raise BadRequest(f"nobody has an active authorship on {published.on}")
    wanted = FORMATS[kind]
    response = HttpResponse(wanted.write(published).encode(), content_type=f"{wanted.content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{wanted.filename}"'
    return response
