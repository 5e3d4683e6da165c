"""The sidebar: what the viewer may see, where the page is, and counts that are neither slow nor stale."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import add_message, constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.urls import path, reverse

from portal.policy import anyone, grant, is_administrator, permissions
from portal.registry import NavItem, registry
from portal.ui.context import Shell

SEE, RUN = "portal:sample:see", "portal:sample:run"
urlpatterns = [path(f"{name}/", lambda request: None, name=name) for name in ("people", "groups", "mail")]
urlpatterns += [path("", lambda request: None, name="home"), path("people/old/", lambda request: None, name="old")]

pytestmark = pytest.mark.urls(__name__)


class Viewer:
    """Somebody who is signed in."""

    is_authenticated = is_active = True

    def __init__(self, pk=1, is_staff=False):
        self.pk, self.is_staff = pk, is_staff

    def __str__(self):
        return "ada"


class Counter:
    """Counts how often it is asked."""

    def __init__(self, answer):
        self.answer, self.asked = answer, 0

    def __call__(self, user):
        self.asked += 1
        return self.answer


@pytest.fixture
def nav(monkeypatch):
    """`nav(*items)`: a sidebar of exactly these entries."""
    if SEE not in permissions():
        grant(SEE, "see samples", anyone)
        grant(RUN, "run samples", is_administrator)
    cache.clear()
    return lambda *items: monkeypatch.setattr(registry.nav, "_items", list(items))


def shell(rf, address="/", user=None, messages=False):
    request = rf.get(address)
    request.user = user or Viewer()
    request._messages = CookieStorage(request)
    if messages:
        add_message(request, constants.SUCCESS, "done")
    return Shell(request)


def shown(made):
    return [(group.label, [entry.label for entry in group.items]) for group in made.nav]


def test_groups_come_in_order_and_the_untitled_first(rf, nav):
    nav(
        NavItem("Members", "People", "people", SEE, order=20),
        NavItem("", "Home", "home", SEE, order=90),
        NavItem("Data", "Mail", "mail", SEE, order=30),
        NavItem("Members", "Groups", "groups", SEE, order=40),
    )
    assert shown(shell(rf)) == [("", ["Home"]), ("Members", ["People", "Groups"]), ("Data", ["Mail"])]


def test_what_the_viewer_may_not_see_is_absent(rf, nav):
    nav(NavItem("", "Home", "home", SEE), NavItem("Operations", "Mail", "mail", RUN))
    assert shown(shell(rf)) == [("", ["Home"])]
    assert shown(shell(rf, user=Viewer(is_staff=True))) == [("", ["Home"]), ("Operations", ["Mail"])]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", "Home"),
        ("/people/", "People"),
        ("/people/?q=x&page=2", "People"),
        ("/people/ada/", "People"),
        ("/people/old/", "Old"),
        ("/people/?state=waiting", "Waiting"),
        ("/groups/", "Fast groups"),
        ("/groups/7/", "Fast groups"),
        ("/peoples/", None),
        ("/elsewhere/", None),
    ],
)
def test_at_most_one_entry_is_the_current_one(rf, nav, address, current):
    nav(
        NavItem("", "Home", "home", SEE),
        NavItem("", "People", "people", SEE),
        NavItem("", "Old", "old", SEE),
        NavItem("", "Waiting", "people", SEE, query="state=waiting"),
        NavItem("", "Fast groups", "groups", SEE, query="speed=fast"),
    )
    marked = [entry.label for group in shell(rf, address).nav for entry in group.items if entry.current]
    assert marked == ([current] if current else [])


def test_counts_are_asked_once_for_pages_that_follow_quickly(rf, nav):
    counter = Counter(7)
    nav(NavItem("", "People", "people", SEE, count=counter))
    assert [shell(rf).nav[0].items[0].count for _ in range(3)] == [7, 7, 7]
    assert counter.asked == 1


def test_a_page_that_reports_a_change_counts_anew(rf, nav):
    counter = Counter(7)
    nav(NavItem("", "People", "people", SEE, count=counter))
    assert shell(rf).nav
    counter.answer = 6
    assert shell(rf, messages=True).nav[0].items[0].count == 6
    assert shell(rf).nav[0].items[0].count == 6


def test_counts_are_of_one_viewer(rf, nav):
    nav(NavItem("", "People", "people", SEE, count=lambda user: user.pk * 10))
    assert [shell(rf, user=Viewer(pk)).nav[0].items[0].count for pk in (1, 2)] == [10, 20]


def test_nothing_is_counted_for_somebody_who_is_signed_out(rf, nav):
    counter = Counter(7)
    nav(NavItem("", "People", "people", SEE, count=counter))
    assert shell(rf, user=AnonymousUser()).nav[0].items[0].count is None
    assert counter.asked == 0


def test_a_permission_that_appears_is_counted_at_once(rf, nav):
    nav(NavItem("", "People", "people", SEE, count=Counter(7)), NavItem("", "Mail", "mail", RUN, count=Counter(3)))
    assert [entry.count for entry in shell(rf).nav[0].items] == [7]
    assert [entry.count for entry in shell(rf, user=Viewer(is_staff=True)).nav[0].items] == [7, 3]


def test_the_bell_adds_up_what_waits(rf, nav):
    nav(
        NavItem("", "People", "people", SEE, count=Counter(1043)),
        NavItem("", "Groups", "groups", SEE, count=Counter(7), hot=True),
        NavItem("", "Mail", "mail", SEE, count=Counter(3), hot=True),
        NavItem("", "Old", "old", SEE, count=Counter(0), hot=True),
    )
    made = shell(rf)
    assert made.notifications == {"count": 10, "url": reverse("home")}
    assert [entry.hot for entry in made.nav[0].items] == [False, True, True, False]
    assert shell(rf, user=AnonymousUser()).notifications is None


def test_keys_are_the_fixed_ones_and_those_of_the_entries(rf, nav):
    nav(NavItem("", "People", "people", SEE, key="p"), NavItem("", "Mail", "mail", SEE))
    keys = {key.keys: key.go or key.do for key in shell(rf).keys}
    assert keys == {"/": "search", "Ctrl K": "palette", "f": "filter", "?": "help", "g p": "/people/"}


def test_the_sidebar_drawn_is_that_of_the_viewer_and_of_now(rf, nav):
    count = Counter(7)
    nav(NavItem("", "Home", "home", SEE), NavItem("", "Mail", "mail", RUN, count=count))
    staff = shell(rf, user=Viewer(is_staff=True)).sidebar
    assert '<a href="/mail/">Mail <b>7</b></a>' in staff
    assert "Mail" not in shell(rf).sidebar
    assert '<a href="/" aria-current="page">Home</a>' in shell(rf).sidebar
    assert "aria-current" not in shell(rf, "/old/").sidebar
    cache.clear()
    count.answer = 8
    assert '<a href="/mail/">Mail <b>8</b></a>' in shell(rf, user=Viewer(is_staff=True)).sidebar


def test_the_keys_drawn_are_those_of_the_viewer(rf, nav):
    nav(NavItem("", "Home", "home", SEE, "h"), NavItem("", "Mail", "mail", RUN, "m"))
    assert 'data-keys="g m"' in shell(rf, user=Viewer(is_staff=True)).help
    assert 'data-keys="g m"' not in shell(rf).help
    assert 'data-keys="g h" data-go="/"' in shell(rf).help
