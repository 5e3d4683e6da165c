"""The table as readers, keyboards and screen readers get it."""

from dataclasses import dataclass

import pytest
from lxml import html

from portal.ui.components import EMPTY, tag
from portal.ui.tables import SHORT, table

COLUMNS = (
    {"name": "name", "label": "Name", "primary": True, "sort_url": "?sort=-name", "sorted": "ascending"},
    {"name": "institute.short_name", "label": "Institute <br>", "sort_url": "?sort=i&page=1"},
    {"name": "age", "label": "Age", "numeric": True},
    {"name": "status", "label": "Status"},
)
ROWS = (
    {"pk": 7, "url": "/p/7/", "cells": ("Ada <3", "U & V", "41", tag("active", "ok")), "selectable": True},
    {"pk": 8, "url": "/p/8/", "cells": ("Bo", "W", "9", tag("former")), "selectable": False},
)


def parsed(**options):
    return html.fromstring(table(COLUMNS, ROWS, **options))


def test_cells_are_escaped_unless_they_are_html():
    first = parsed().xpath("//tbody/tr[1]/td")
    assert [cell.text_content() for cell in first] == ["Ada <3", "U & V", "41", "active"]
    assert len(first[3].xpath("span[@class='tag ok']")) == 1


def test_every_cell_carries_its_label_for_the_card():
    assert parsed().xpath("//tbody/tr[2]/td/@data-l") == ["Name", "Institute <br>", "Age", "Status"]


def test_the_primary_cell_links_the_row_once():
    assert parsed().xpath("//tbody//a/@href") == ["/p/7/", "/p/8/"]
    linked = table(COLUMNS, [{"pk": 1, "url": "/x/", "cells": (tag("a"), "b", "c", "d")}])
    again = table(COLUMNS, [{"pk": 1, "url": "/x/", "cells": (html_link("/y/"), "b", "c", "d")}])
    assert html.fromstring(linked).xpath("//tbody//a/@href") == ["/x/"]
    assert html.fromstring(again).xpath("//tbody//a/@href") == ["/y/"]


def html_link(url):
    from portal.ui.components import link

    return link("label", url)


def test_sorting_is_told_to_everybody():
    heads = parsed().xpath("//th")
    assert [head.get("aria-sort") for head in heads] == ["ascending", None, None, None]
    assert [head.xpath("a/@href") for head in heads] == [["?sort=-name"], ["?sort=i&page=1"], [], []]
    assert {head.get("scope") for head in heads} == {"col"}


def test_the_first_line_of_a_card_is_name_and_state():
    cells = parsed().xpath("//tbody/tr[1]/td")
    assert [cell.get("class") for cell in cells] == ["p", "nb", "n", "s"]


def test_only_a_column_of_short_text_never_breaks():
    long = [
        {"pk": 0, "cells": ("a", EMPTY, "b", 7)},
        {"pk": 1, "cells": ("a", "x" * SHORT, "b", "c")},
        {"pk": 2, "cells": ("a", "x" * (SHORT + 1), "b", "c")},
    ]
    short = html.fromstring(table(COLUMNS, long[:2])).xpath("//td[2]/@class")
    mixed = html.fromstring(table(COLUMNS, long)).xpath("//td[2]/@class")
    assert (short, mixed) == (["nb", "nb"], [])


def test_without_a_primary_column_the_first_is_it():
    made = html.fromstring(table(COLUMNS[1:3], [{"pk": 1, "cells": ("a", "b")}]))
    assert made.xpath("//td/@class") == ["p", "n"]


def test_rows_that_may_be_selected_have_a_named_box():
    page = parsed(selectable=True)
    boxes = page.xpath("//tbody//input")
    assert [(box.get("value"), box.get("form"), box.get("aria-label")) for box in boxes] == [
        ("7", "bulk", "Select Ada <3")
    ]
    assert [len(row.xpath("td")) for row in page.xpath("//tbody/tr")] == [5, 5]
    assert len(page.xpath("//thead//input[@data-select-all]")) == 1


def test_a_row_with_too_few_cells_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        table(COLUMNS, [{"pk": 1, "cells": ("a",)}])


def test_dataclasses_do_as_well_as_dicts():
    @dataclass
    class Column:
        name: str
        label: str

    @dataclass
    class Row:
        pk: int
        url: str
        cells: tuple

    made = html.fromstring(table([Column("a", "A")], [Row(1, "", ("x",))], caption="Xs"))
    assert made.xpath("string(//td)") == "x"
    assert made.xpath("string(//caption)") == "Xs"


def test_a_column_without_label_is_named_for_screen_readers():
    made = html.fromstring(table([{"name": "deeds", "label": ""}], []))
    assert made.xpath("string(//th)") == "Actions"


def test_a_number_that_names_the_row_stands_at_the_left_where_names_stand():
    columns = ({"name": "run", "label": "Run", "numeric": True, "primary": True}, COLUMNS[2])
    parsed = html.fromstring(table(columns, [{"pk": 1, "url": "", "cells": ("353", "9")}]))
    assert [head.get("class") for head in parsed.xpath("//th")] == [None, "n"]
    assert [cell.get("class") for cell in parsed.xpath("//td")] == ["p", "n"]
