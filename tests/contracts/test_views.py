"""Every view of ours says who may see it."""

from django.urls import URLPattern, get_resolver

from portal.policy import permissions

PACKAGES = ("portal.", "members.", "datasets.", "liaisons.")


def views(patterns=None, prefix=""):
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLPattern):
            yield f"{prefix}{item.pattern}", item.callback
        else:
            yield from views(item.url_patterns, f"{prefix}{item.pattern}")


def ours(callback):
    owner = getattr(callback, "cls", None) or getattr(callback, "view_class", None) or callback
    return owner.__module__.startswith(PACKAGES)


def test_every_view_of_ours_names_a_permission_that_exists():
    found = [(address, callback) for address, callback in views() if ours(callback)]
    silent = {
        address
        for address, callback in found
        if getattr(getattr(callback, "cls", callback), "needs", None) not in permissions()
    }
    assert silent == set()
    assert len(found) > 40
