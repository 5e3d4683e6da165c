"""Icons exist, are hidden from screen readers, and every one that a template names is in the sprite."""

import re

import pytest

from portal.env import BASE_DIR
from portal.ui.icons import icon, names

USED = re.compile(r"{%\s*icon \"([a-z]+)\"|icon\(\"([a-z]+)\"\)")


def test_an_icon_refers_to_the_sprite():
    assert icon("copy") == '<svg class="i" aria-hidden="true"><use href="/static/icons/sprite.svg#copy"></use></svg>'


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError, match="unicorn"):
        icon("unicorn")


def test_every_icon_that_is_named_exists():
    sources = [*BASE_DIR.glob("templates/**/*.html"), *BASE_DIR.glob("portal/ui/*.py")]
    named = {a or b for source in sources for a, b in USED.findall(source.read_text("utf-8"))}
    assert len(named) > 20
    assert named - names() == set()
