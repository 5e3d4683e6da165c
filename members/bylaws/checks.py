"""A system check: a site with by-laws that cannot be read does not start."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from members.bylaws.reading import BylawsError, bylaws


@register
def readable(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """The file of PORTAL_BYLAWS can be used."""
    try:
        bylaws()
    except BylawsError as error:
        return [Error(str(error), id="members.E001")]
    return []
