"""Lists: one declaration per noun.

From a `Listing` and its `Column`s come the table with sorting and pages, facets with counts,
filters, the text search, exports (CSV, XLSX, JSON, text) and the REST resource. A column whose
`needs` the viewer lacks is absent from all of them, and nobody can filter or sort by it: privacy
is decided once.
"""

from portal.listing.base import Action, Context, Listing
from portal.listing.columns import Bundle, Column, Row
from portal.listing.query import Query, QueryError
from portal.listing.versions import counted

__all__ = ["Action", "Bundle", "Column", "Context", "Listing", "Query", "QueryError", "Row", "counted"]
