"""What every page shows around its content: the sidebar, the viewer, the keys, the theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.policy import facts, may
from portal.registry import NavItem, registry
from portal.ui.addresses import fixed_url
from portal.ui.views import COOKIE, THEMES

CSRF, HERE = "\ue000csrf\ue000", "\ue000here\ue000"
"""Stand in the drawn menu for what differs from page to page; no name holds such characters."""
COUNTS_SECONDS = 15
"""How long the counts of the sidebar may be old. Six counts on every page would cost more than the page."""


@dataclass(frozen=True)
class Entry:
    """A line of the sidebar, for this viewer on this page."""

    label: str
    url: str
    key: str
    current: bool
    hot: bool
    count: int | None


@dataclass(frozen=True)
class Group:
    """A titled part of the sidebar; the group without a title comes first."""

    label: str
    items: tuple[Entry, ...]


@dataclass(frozen=True)
class Key:
    """One line of the keyboard help, and what the key does: `go` to an address or `do` something here."""

    keys: str
    label: str
    go: str = ""
    do: str = ""


KEYS = (
    Key("/", "Search everything", do="search"),
    Key("Ctrl K", "Go to anything", do="palette"),
    Key("f", "Filter this list", do="filter"),
    Key("?", "Show these keys", do="help"),
)


class Shell:
    """Computed when a template asks: a fragment for htmx asks for none of it."""

    site_name = property(lambda self: settings.SITE_NAME)
    collaboration = property(lambda self: settings.COLLABORATION)
    demo = property(lambda self: settings.DEMO)

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    @property
    def signed_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    @property
    def theme(self) -> str:
        """`light` or `dark` when the viewer has chosen, else empty: the system decides."""
        chosen = self.request.COOKIES.get(COOKIE, "")
        return chosen if chosen in THEMES else ""

    @property
    def user_label(self) -> str:
        return str(facts(self.user).get("name") or self.user) if self.signed_in else ""

    @property
    def user_about(self) -> str:
        """Who the viewer is here ("liaison, EWP"): the fact `about` of the packages."""
        return str(facts(self.user).get("about", "")) if self.signed_in else ""

    @property
    def profile_url(self) -> str:
        """The viewer's own page: the fact `url` of the packages; empty for an account that is nobody's."""
        return str(facts(self.user).get("url", "")) if self.signed_in else ""

    @property
    def security_url(self) -> str:
        return address("profile_security") if self.signed_in else ""

    @property
    def data_url(self) -> str:
        """All data held about the viewer; empty for an account that is nobody's."""
        return address("your_data") if self.profile_url else ""

    @property
    def banner(self) -> dict[str, str] | None:
        """A line above every page that a middleware of the packages asks for (`request.portal_banner`)."""
        found: dict[str, str] | None = getattr(self.request, "portal_banner", None)
        return found and found | {"url": address(found["url_name"])}

    @cached_property
    def notifications(self) -> dict[str, Any] | None:
        """What waits for the viewer, over the whole sidebar: the bell links to the page that lists it."""
        if not self.signed_in:
            return None
        waiting = [entry for group in self.nav for entry in group.items if entry.hot]
        return {"count": sum(entry.count or 0 for entry in waiting), "url": address("home")}

    @cached_property
    def nav(self) -> list[Group]:
        items = [item for item in sorted(registry.nav, key=lambda item: item.order) if may(self.user, item.needs)]
        labels = list(dict.fromkeys(item.group for item in sorted(items, key=lambda item: item.group != "")))
        items.sort(key=lambda item: labels.index(item.group))
        counts = self._counts(items)
        paths = {item.url_name: fixed_url(item.url_name) for item in items}
        current = self._current(items, paths)
        return [
            Group(
                label,
                tuple(
                    _entry(item, paths[item.url_name], counts.get(identity(item)), item is current) for item in entries
                ),
            )
            for label, entries in groupby(items, key=lambda item: item.group)
        ]

    @cached_property
    def keys(self) -> list[Key]:
        """All keys of this page: the fixed ones, then `g` and a letter for every entry that names one."""
        entries = [entry for group in self.nav for entry in group.items if entry.key]
        return [*KEYS, *(Key(f"g {entry.key}", entry.label, go=entry.url) for entry in entries)]

    @property
    def assets(self) -> str:
        """The files that every page loads, as safe HTML."""
        return _drawn("components/assets.html")

    @property
    def menu(self) -> str:
        """The viewer's own menu as safe HTML, drawn once; the token of its forms and the way back are of this page."""
        names = ("signed_in", "user_label", "user_about", "profile_url", "data_url", "security_url", "theme")
        drawn = _drawn(
            "components/own_menu.html", csrf=CSRF, here=HERE, **{name: getattr(self, name) for name in names}
        )
        here = escape(self.request.get_full_path())
        return SafeString(drawn.replace(HERE, here).replace(CSRF, csrf_input(self.request)))

    @property
    def sidebar(self) -> str:
        """The sidebar as safe HTML, drawn once for all who see the same entries and numbers."""
        return _drawn("components/sidebar.html", nav=tuple(self.nav), site_name=self.site_name, demo=self.demo)

    @property
    def help(self) -> str:
        """The list of keys as safe HTML, drawn likewise."""
        return _drawn("components/keys.html", keys=tuple(self.keys))

    def _current(self, items: Iterable[NavItem], paths: dict[str, str]) -> NavItem | None:
        """The entry whose page this is or lies under: the nearest, and among equals the one with the same query."""
        here, query = self.request.path, self.request.META.get("QUERY_STRING", "")

        def nearness(item: NavItem) -> tuple[int, bool, bool]:
            return len(paths[item.url_name]), item.query == query, not item.query

        def above(item: NavItem) -> bool:
            path = paths[item.url_name]
            return here == path or (path != "/" and here.startswith(path))

        return max(filter(above, items), key=nearness, default=None)

    def _counts(self, items: list[NavItem]) -> dict[str, int | None]:
        """The numbers beside the entries, a few seconds old at most; a page that reports a change counts anew."""
        counting = [item for item in items if item.count is not None]
        if not counting or not self.signed_in:
            return {}
        key = f"portal:nav:{self.user.pk}"
        known: dict[str, int | None] | None = None if _reports(self.request) else cache.get(key)
        if known is None or known.keys() != {identity(item) for item in counting}:
            known = {identity(item): item.count(self.user) for item in counting if item.count}
            cache.set(key, known, COUNTS_SECONDS)
        return known


@lru_cache(maxsize=512)
def _drawn(template: str, **shell: Any) -> str:
    """A part of the shell that is nothing but its values."""
    return render_to_string(template, {"shell": shell})


def identity(item: NavItem) -> str:
    """What tells one entry from another."""
    return f"{item.url_name}?{item.query}"


def address(name: str) -> str:
    """The address of a named page, empty when this site does not have it."""
    try:
        return fixed_url(name)
    except NoReverseMatch:
        return ""


def _entry(item: NavItem, path: str, count: int | None, current: bool) -> Entry:
    url = f"{path}?{item.query}" if item.query else path
    return Entry(item.label, url, item.key, current, item.hot and bool(count), count)


def _reports(request: HttpRequest) -> bool:
    """Whether the page will show a message, that is, something was just done."""
    return hasattr(request, "_messages") and len(get_messages(request)) > 0


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor: `shell` in every template."""
    return {"shell": Shell(request)}
