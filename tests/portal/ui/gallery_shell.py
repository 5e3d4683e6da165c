"""The shell of the sample pages: menu and person, without a database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui.context import Entry, Group, Shell

NAV = (
    ("", (("Home", "/", "h", None, False),)),
    (
        "Members",
        (
            ("People", "/list/", "p", 1043, False),
            ("Institutes", "/empty/nothing/", "i", 121, False),
            ("Groups and roles", "/empty/forbidden/", "", None, False),
            ("Approvals", "/approvals/", "a", 7, True),
        ),
    ),
    (
        "Data",
        (
            ("Datasets", "/datasets/", "d", None, False),
            ("Collections", "/detail/", "c", 1204, False),
            ("Campaigns", "/empty/failed/", "", None, False),
        ),
    ),
    ("Requests", (("Signal MC", "/empty/no_match/", "s", 37, False), ("Decay files", "/form/", "", None, False))),
    ("Publications", (("Author lists", "/charts/", "l", None, False),)),
    ("Operations", (("Imports and mail", "/progress/", "o", None, False),)),
)


class SampleShell(Shell):
    """The shell of a signed-in liaison, without a database."""

    site_name = "Collaboration portal"
    demo = True
    signed_in = True
    user_label = "K. Lindqvist"
    user_about = "liaison, EWP"
    profile_url = "/detail/"
    security_url = "/form/"

    @property
    def nav(self):
        here = self.request.path
        return [
            Group(label, tuple(Entry(name, url, key, url == here, hot, count) for name, url, key, count, hot in items))
            for label, items in NAV
        ]


def show(request: HttpRequest, template: str, **context) -> HttpResponse:
    return render(request, template, {"shell": SampleShell(request), **context})
