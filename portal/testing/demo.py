"""The demo collaboration in the database, for tests that look at it."""

from collections.abc import Iterator
from io import StringIO

import pytest


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureDef[object]) -> Iterator[list[str]]:
    """The demo of today, loaded once for a module and rolled back after it; gives the lines that loading printed.

    Import it in a conftest. Each test writes in a transaction of its own inside.
    """
    from django.core.management import call_command
    from django.db import transaction

    told = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        call_command("load_demo", stdout=told)
        yield told.getvalue().splitlines()
        transaction.set_rollback(True)
