"""A URL conf of sample pages: what the browser tests look at. All people and numbers are invented."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils.safestring import mark_safe

from portal.ui import charts
from tests.portal.ui.gallery_detail import TIMELINE, detail, right_panels
from tests.portal.ui.gallery_lists import approvals, datasets
from tests.portal.ui.gallery_shell import show

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.permission_denied"
handler404 = "portal.ui.errors.page_not_found"
handler500 = "portal.ui.errors.server_error"


class SampleForm(forms.Form):
    """One field of each kind."""

    nickname = forms.CharField(help_text="Short, unique; goes into the path.", max_length=30)
    events = forms.IntegerField(label="Number of events", min_value=1, help_text="Before the generator filter.")
    group = forms.ChoiceField(
        label="Working group", choices=[("ewp", "Electroweak penguins"), ("tdcpv", "Time-dependent")]
    )
    from_day = forms.DateField(label="Needed by", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    decay_file = forms.FileField(label="Decay file", required=False)
    energy = forms.ChoiceField(choices=[("4S", "4S"), ("off", "4S_offres")], widget=forms.RadioSelect)
    backgrounds = forms.MultipleChoiceField(
        choices=[("x0", "BGx0"), ("x1", "BGx1")], widget=forms.CheckboxSelectMultiple, required=False
    )
    why = forms.CharField(label="What for", widget=forms.Textarea)
    agree = forms.BooleanField(label="The analysts know of it")

    def clean_nickname(self) -> str:
        if self.cleaned_data["nickname"] == "taken":
            raise forms.ValidationError("This nickname is taken; add a suffix.")
        return self.cleaned_data["nickname"]


def form(request: HttpRequest) -> HttpResponse:
    filled = SampleForm(request.POST if request.method == "POST" else None, request.FILES or None)
    filled.fields["why"].visibility = "your working group"
    if request.method == "POST" and filled.is_valid():
        messages.success(request, "The request is filed.")
        return redirect("/detail/")
    page = {
        "title": "Request signal MC",
        "crumbs": [("Requests", ""), ("Signal MC", "/datasets/"), ("New", "")],
        "intro": "The production manager sees it as soon as you file it.",
        "submit_label": "File the request",
        "cancel_url": "/datasets/",
        "visibility": "Seen by members; the purpose by your working group alone.",
        "confirm": request.GET.get("ask", ""),
    }
    return show(request, "form/page.html", page=page, form=filled)


def progress(request: HttpRequest) -> HttpResponse:
    done = int(request.GET.get("done", 430))
    page = {
        "title": "Import of people.xml",
        "state": {"label": "writing", "tone": "info"} if done < 1000 else {"label": "applied", "tone": "ok"},
        "done": done,
        "total": 1000,
        "counts": [("creates", 812, "/list/"), ("updates", 150, ""), ("conflicts", 3, "/list/")],
        "started_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        "poll_url": f"/progress/?done={done + 300}",
        "finished": done >= 1000,
        "result_url": "/list/",
    }
    return show(request, "progress/_state.html" if request.htmx else "progress/page.html", page=page)


EMPTY = {
    "nothing": ("No institutes yet", "An administrator adds them, or imports an author list.", "Import", "/form/"),
    "no_match": ("No requests match", "There are 37 requests outside this search.", "Clear all filters", "?"),
    "forbidden": ("Not for you to see", "Only delegates may see this; ask the delegate of your institute.", "", ""),
    "failed": ("This could not be loaded", "The database did not answer in 5 s. Nothing is lost.", "Try again", "?"),
}


def empty(request: HttpRequest, kind: str) -> HttpResponse:
    title, text, label, url = EMPTY[kind]
    state = {"kind": kind, "title": title, "text": text, "action_label": label, "action_url": url}
    page = {"title": "Signal MC requests", "noun_plural": "requests", "group": "Requests", "empty": state}
    return show(request, "listing/page.html", page=page | {"search_label": "Text", "query": "x"})


def drawn(request: HttpRequest) -> HttpResponse:
    years = [(str(year), 400 + 90 * (year - 2018) - 12 * (year - 2018) ** 2) for year in range(2018, 2027)]
    sizes = [("PhD student", 412), ("postdoc", 220), ("faculty", 261), ("engineer", 96), ("emeritus", 12)]
    body = charts.line("Members over time", years, unit="people") + charts.bars(
        "Members by category", sizes, unit="people"
    )
    panel = {"kind": "html", "title": "Members", "html": mark_safe(body)}
    return show(request, "detail/page.html", page={"title": "Reports", "copy": "", "facts": [panel]})


def home(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Ole Brandvold is active from 2026-11-20.")
    messages.error(request, "The mail to M. Okonkwo could not be sent.")
    return show(request, "detail/page.html", page={"title": "Home", "relations": right_panels(), "history": TIMELINE})


def deed(request: HttpRequest) -> HttpResponse:
    messages.success(request, f"Done: {request.POST.get('move', '?')} {request.POST.get('reason', '')}".strip() + ".")
    return redirect("/detail/")


def palette(request: HttpRequest) -> HttpResponse:
    found = [{"label": f"Ole Brandvold {request.GET['q']}", "url": "/detail/", "hint": "person"}]
    return render(request, "components/palette_results.html", {"groups": [{"label": "People", "items": found}]})


def sign_in(request: HttpRequest) -> HttpResponse:
    context = {
        "form": SimpleLogin(),
        "sso_url": "/sso/",
        "sso_name": "Collaboration account",
        "directory_name": "the directory",
        "personas": [
            SimpleNamespace(username="delegate", label="Delegate", about="Two people wait for approval at Sundridge"),
            SimpleNamespace(username="liaison", label="Liaison", about="A signal request came back"),
        ],
    }
    return render(request, "account/login.html", context)


class SimpleLogin(forms.Form):
    """Shaped like the one of allauth."""

    login = forms.CharField(label="Name or e-mail")
    password = forms.CharField(widget=forms.PasswordInput)


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    if status == 403:
        raise PermissionDenied("only delegates of Univ. of Sundridge may approve this request")
    if status == 400:
        raise BadRequest
    raise RuntimeError("a failure on purpose")


urlpatterns = [
    path("", home, name="home"),
    path("list/", datasets),
    path("datasets/", datasets),
    path("approvals/", approvals),
    path("detail/", detail),
    path("form/", form),
    path("progress/", progress),
    path("empty/<kind>/", empty),
    path("charts/", drawn),
    path("deed/", deed),
    path("refuse/<int:status>/", refuse),
    path("search/", datasets),
    path("search/palette", palette),
    path("sample-sign-in/", sign_in),
    path("", include("portal.ui.urls")),
    path("", include("portal.accounts.urls")),
]
