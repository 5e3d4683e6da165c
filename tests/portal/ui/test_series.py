"""Charts over time: areas lie upon each other, bars are as high as their values, the numbers are one click away."""

import pytest
from lxml import html

from portal.ui import series


def test_areas_lie_upon_each_other():
    drawn = html.fromstring(series.stacked("Members", ["2024", "2025"], [("A", [5, 10]), ("B", [5, 0])], "/n/"))
    assert drawn.xpath("//polygon/@points") == [
        "0.00,72.0 100.00,0.0 100.00,144.0 0.00,144.0",
        "0.00,0.0 100.00,0.0 100.00,0.0 0.00,72.0",
    ]
    assert drawn.xpath("//ul/li//text()") == ["A", "B"]
    assert drawn.xpath("//p/a/@href") == ["/n/"]


def test_bars_stand_beside_each_other():
    drawn = html.fromstring(series.pairs("Turns", ["2024"], [("joined", [10]), ("left", [5])], "/n/"))
    bars = drawn.xpath("//rect[title]")
    assert [float(bar.get("height")) for bar in bars] == [144.0, 72.0]
    assert [bar.xpath("string(title)") for bar in bars] == ["2024: joined 10", "2024: left 5"]


@pytest.mark.parametrize("draw", [series.stacked, series.pairs])
def test_a_narrow_page_has_room_for_the_whole_drawing(draw):
    """Across all is a share of the width; of many labels at most eight are written, and on a phone every second."""
    months = [f"2024-{month:02}" for month in range(1, 13)]
    drawn = html.fromstring(draw("Members", months, [("A", [5] * 12), ("B", [1] * 12)], "/n/"))
    outer = drawn.xpath("./svg")[0]
    assert (outer.get("viewBox"), outer.get("width")) == (None, None)
    for mark in outer.xpath("./text | ./rect | ./svg"):
        assert 0 < float(mark.get("x").removesuffix("%")) < 100
    written = outer.xpath("./text[contains(@class, 'mid')]")
    assert [mark.text for mark in written] == months[::2]
    assert [mark.text for mark in written if "odd" not in mark.get("class")] == months[::4]


@pytest.mark.parametrize("draw", [series.stacked, series.pairs])
def test_what_cannot_be_drawn_is_refused(draw):
    with pytest.raises(ValueError, match="a value for each label"):
        draw("x", ["a", "b"], [("A", [1])], "")
    with pytest.raises(ValueError, match="negative"):
        draw("x", ["a"], [("A", [-1])], "")


@pytest.mark.parametrize("draw", [series.stacked, series.pairs])
def test_labels_are_escaped_and_nothing_is_inline(draw):
    drawn = draw("<i>T</i>", ["<b>"], [("<u>", [1])], '/"x')
    assert not any(mark in drawn for mark in ("<b>", "<i>", "<u>", "style=", '/"x'))
    assert draw("nothing", [], [], "")
