"""Several at the same moment, each on a database connection of its own: for tests of what they do to each other.

Such a test needs real commits: `pytest.mark.django_db(transaction=True)`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 30
"""Seconds: whoever takes longer waits for another who waits as well."""


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """What each gives or raises when all start together. Raises TimeoutError when one does not come to an end."""
    barrier = threading.Barrier(len(doings))
    results: list[Any] = [None] * len(doings)

    def run(number: int, do: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            results[number] = do()
        except Exception as error:  # noqa: BLE001  the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError(f"somebody still waits after {PATIENCE} seconds")
    return results
