"""A column reads its value from the row, or from the bundle that it shares with others."""

from __future__ import annotations

import pytest

from portal.listing import Bundle, Column

PLACE = Bundle("place", lambda context: None)
CITY = Column("city", bundle=PLACE, expr=lambda context: None, href=lambda row: f"/c/{row['place']['id']}/")
HALL = Column("hall", bundle=PLACE, expr=lambda context: None)


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        (Column("name"), {"name": "Ada"}, "Ada"),
        (Column("institute.city"), {"institute__city": "Bergen", "institute_city": "wrong"}, "Bergen"),
        (Column("name", expr=lambda context: None), {"x_name": "made", "name": "stored"}, "made"),
        (CITY, {"place": {"city": "Oslo", "hall": "B"}, "x_city": "alone"}, "Oslo"),
        (HALL, {"place": {"city": "Oslo", "hall": "B"}}, "B"),
        (HALL, {"place": {"city": "Oslo"}}, None),
        (HALL, {"place": None}, None),  # nobody's
        (HALL, {"place": {}}, None),
    ],
)
def test_the_value_of_a_row(column, row, value):
    assert column.of(row) == value


def test_a_cell_links_by_what_the_bundle_holds_and_escapes_its_value():
    html = CITY.html({"place": {"id": 7, "city": "<b>Oslo"}})
    assert 'href="/c/7/"' in html
    assert "&lt;b&gt;Oslo" in html
    assert "<b>" not in html


@pytest.mark.parametrize("place", [None, {"id": 7, "city": None}, {"id": 7, "city": ""}])
def test_an_empty_cell_has_no_link(place):
    assert "href" not in CITY.html({"place": place})


def test_filters_and_orders_use_the_own_expression_not_the_bundle():
    assert (CITY.source, CITY.ordering) == ("x_city", ("x_city",))
