"""How every form looks: labels above, help below them, errors beside the field and once in a summary."""

from pathlib import Path
from typing import Any

import django.forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

from portal.env import BASE_DIR


class PortalRenderer(DjangoTemplates):
    """Our form and field templates over Django's own widgets."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    @cached_property
    def engine(self) -> Any:
        """An engine that knows our templates first, then Django's widgets, and the portal's tags."""
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [BASE_DIR / "templates", Path(django.forms.__file__).parent / "templates"],
                "NAME": "portalforms",
                "OPTIONS": {"builtins": ["portal.ui.tags"]},
            }
        )
