"""Author lists as files."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.authorship import actions, policy
from members.authorship.exports import FORMATS
from members.authorship.forms import AuthorListForm
from members.authorship.models import AuthorList
from members.authorship.panels import content
from members.authorship.published import PublishedList
from members.authorship.queries import published_list, signing
from portal.lifecycle import MoveRefused
from portal.periods import AsOfError, as_of
from portal.policy import needs


@needs(policy.OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new author list."""
    form = AuthorListForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.open_list(by=request.user, **form.cleaned_data))
        except MoveRefused as refusal:  # somebody else was faster
            form.add_error("reference", str(refusal))
    page = {"submit_label": "Open the list", "cancel_url": reverse("author_lists")}
    status = 422 if request.method == "POST" else 200
    return render(request, "members/author_list_new.html", {"form": form, "page": page}, status=status)


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
    page = f"{reverse('authors_export_page')}?as_of={on}"
    return _file(request, kind, lambda: published_list(on, f"author list of {on}"), page)


@needs(policy.EXPORT)
def export_list(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One author list as a file; a frozen one gives the same bytes for ever."""
    author_list = get_object_or_404(AuthorList, pk=pk)
    return _file(request, kind, lambda: content(author_list), author_list.get_absolute_url())


def _file(request: HttpRequest, kind: str, read: Callable[[], PublishedList], page: str) -> HttpResponse:
    """The list as a file; back to the page, with words, when nobody is on it."""
    if kind not in FORMATS:
        raise Http404
    published = read()
    if not published.authors:
        messages.error(request, f"Nobody has an active authorship on {published.on}: there is nothing to export.")
        return redirect(page)
    wanted = FORMATS[kind]
    response = HttpResponse(wanted.write(published).encode(), content_type=f"{wanted.content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{wanted.filename}"'
    return response
