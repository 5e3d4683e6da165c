"""Pages of one thing: facts left, relations right, a history tab, and who can see this and why.

A `Detail` declares its panels; the view, the buttons for the moves of its lifecycle, the history
tab and the sentence about visibility follow. A fact whose `needs` the viewer lacks is absent from
the panels and from the history alike.
"""

from portal.detail.base import Banner, Detail
from portal.detail.gather import Rows
from portal.detail.panels import Cell, Fact, Facts, Panel, Shown, Table, Template
from portal.detail.views import detail_urls

__all__ = ["Banner", "Cell", "Detail", "Fact", "Facts", "Panel", "Rows", "Shown", "Table", "Template", "detail_urls"]
