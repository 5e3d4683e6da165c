"""The icons: one SVG sprite of our own drawing, used by name."""

from functools import cache
from xml.etree import ElementTree as ET

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.env import BASE_DIR

SPRITE = "icons/sprite.svg"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def names() -> frozenset[str]:
    """The names of all icons, read from the sprite."""
    root = ET.parse(BASE_DIR / "static" / SPRITE).getroot()  # noqa: S314 (a file of our own, not input)
    return frozenset(symbol.attrib["id"] for symbol in root.iter(f"{SVG}symbol"))


@cache
def icon(name: str) -> SafeString:
    """An icon as SVG, hidden from screen readers: the words beside it carry the meaning.

    Raises KeyError for a name that the sprite does not have.
    """
    if name not in names():
        raise KeyError(f"no icon {name!r} in {SPRITE}")
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"></use></svg>', static(SPRITE), name)
