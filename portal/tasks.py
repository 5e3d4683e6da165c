"""The Celery application: it wakes and sweeps, and carries nothing but the keys of rows.

`portal.apps` imports it at start-up, so that `shared_task` finds it in every process.
"""

import os
from pathlib import Path
from pkgutil import iter_modules

from celery import Celery

import portal.queue_transport  # noqa: F401  (the name portalfs://)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")


def _kernel_slices() -> list[str]:
    """Slices of the kernel with a `tasks.py`; the other packages have a hub of that name."""
    here = Path(__file__).parent
    return [f"portal.{item.name}" for item in iter_modules([str(here)]) if (here / item.name / "tasks.py").exists()]


app.autodiscover_tasks(_kernel_slices)
app.autodiscover_tasks()
