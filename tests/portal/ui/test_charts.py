"""Charts: positions follow the values, and the numbers are one click away."""

import pytest
from lxml import html

from portal.ui import charts

SIZES = [("PhD student", 400), ("faculty & staff", 100), ("emeritus", 0)]


def test_bars_are_as_long_as_their_values():
    figure = html.fromstring(charts.bars("Members", SIZES, unit="people"))
    assert figure.xpath("//rect/@width") == ["43.0%", "10.8%", "0.0%"]


def test_the_numbers_of_bars_link_to_their_lists():
    figure = html.fromstring(charts.bars("Members", SIZES, urls=["/a?x=1&y=2", "/b", "/c"]))
    assert figure.xpath("//svg//a/@href") == figure.xpath("//td//a/@href") == ["/a?x=1&y=2", "/b", "/c"]
    assert figure.xpath("//svg/@role") == ["group"]


def test_the_numbers_stand_beside_the_drawing():
    figure = html.fromstring(charts.bars("Members", SIZES, unit="people", of="Category"))
    assert figure.xpath("//th/text()") == ["Category", "people"]
    assert figure.xpath("//tbody//td/text()") == ["PhD student", "400", "faculty & staff", "100", "emeritus", "0"]
    assert figure.xpath("//svg/@aria-label") == ["Members, people"]


def test_a_negative_bar_is_refused():
    with pytest.raises(ValueError, match="negative"):
        charts.bars("Balance", [("a", -1)])


def test_a_line_ends_where_its_last_value_is():
    figure = html.fromstring(charts.line("Members", [("2024", 0), ("2025", 50), ("2026", 100)]))
    assert figure.xpath("//polyline/@points") == ["48.0,156.0 338.0,84.0 628.0,12.0"]


@pytest.mark.parametrize(("top", "axis"), [(0, "1"), (7, "10"), (11, "20"), (562, "1,000"), (2000, "2,000")])
def test_the_axis_ends_at_a_round_number(top, axis):
    figure = html.fromstring(charts.line("x", [("a", 0), ("b", top)]))
    assert figure.xpath("//text[@class='mute end']/text()")[-1] == axis


@pytest.mark.parametrize("draw", [charts.bars, charts.line])
def test_nothing_to_draw_draws_an_empty_chart(draw):
    figure = html.fromstring(draw("Members", []))
    assert figure.xpath("//tbody//td") == []


@pytest.mark.parametrize("draw", [charts.bars, charts.line])
def test_labels_are_escaped_and_nothing_is_inline(draw):
    drawn = draw("<i>T</i>", [("<b>", 1), ("c", 2)])
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "style=" not in drawn
