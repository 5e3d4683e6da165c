"""Dated facts: half-open date ranges `[from, until)`, never overlapping where they must not.

`until` is the first day on which the fact is no longer true; an open end is None. The database
refuses overlaps (`no_overlap`), querysets answer for any day (`current`), pages take the day from
the "as of" control (`as_of`).
"""

from portal.periods.asof import AsOfError, as_of
from portal.periods.models import Period, PeriodField, PeriodQuerySet, current_q, no_overlap, not_empty

__all__ = ["AsOfError", "Period", "PeriodField", "PeriodQuerySet", "as_of", "current_q", "no_overlap", "not_empty"]
