"""Whether the cumulative columns of a table of runs agree with its runs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from datasets.luminosity.units import ZERO, Luminosity, Unit, unit_named
from portal.importing.tables import Table

RECORDED, DELIVERED = "cum_recorded_inv", "cum_delivered_inv"
ROUNDING = Decimal("0.001001")
"""Both ends of a step are rounded to three decimals of their unit, and the run to three of its own."""


def cumulative(table: Table, column: str, unit: Unit) -> Iterator[tuple[int, str]]:
    """Lines where a cumulative column grows by something else than the run, and what is odd there.

    A file may hold a part of the runs: where numbers are left out it may grow by more, and never by less. More may be
    delivered than recorded, and never less. Rows that cannot be read are reported elsewhere.
    """
    for start in (RECORDED, DELIVERED):
        name = next((item for item in table.columns if item.startswith(start)), "")
        if name:
            yield from _steps(table, name, start == RECORDED, column, unit)


def _steps(table: Table, name: str, exact: bool, column: str, unit: Unit) -> Iterator[tuple[int, str]]:
    before: tuple[int, int, Luminosity] | None = None
    for row in table.rows:
        try:
            own = unit_named(name[-2:])
            run = Luminosity.parse(row[column], unit)
            now = (int(row["exp"]), int(row["run"]), Luminosity.parse(row[name], own))
        except ValueError:
            before = None
            continue
        if before is not None and before[0] == now[0] and now[1] > before[1]:
            message = _odd(
                now[2] - before[2], run, Luminosity.of(ROUNDING, own), gap=now[1] > before[1] + 1, exact=exact
            )
            if message:
                yield row.line, f"{name}: {message} (after run {before[1]})"
        before = now


def _odd(step: Luminosity, run: Luminosity, within: Luminosity, *, gap: bool, exact: bool) -> str:
    """What is wrong with a step of a cumulative column; empty when nothing is."""
    more = step - run
    if abs(more) <= within or (not exact and more > ZERO):
        return ""
    if gap and more > ZERO:
        return f"grows by {more} more than this run: the file leaves out runs"
    return f"grows by {step}, but the run has {run}"
