"""Trees as SVG: boxes apart from each other, every text escaped, a link for each."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from portal.ui.trees import CHARACTERS, Box, tree


def boxes(drawing):
    return [
        tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        for rect in ET.fromstring(drawing).iter("rect")
    ]


def test_no_two_boxes_overlap_and_all_lie_in_the_drawing():
    leaf = Box("leaf", "/l/", ("a", "b"), "vacant")
    tall = Box("tall", "/t/", tuple("abcdefgh"), children=(leaf,))
    drawing = tree("T", [Box("root", "/r/", children=(leaf, tall, Box("x", "/x/", children=(leaf, leaf)))), leaf, tall])
    found = boxes(drawing)
    assert len(found) == 10
    for number, (x, y, width, height) in enumerate(found):
        for other_x, other_y, other_width, other_height in found[:number]:
            apart = x + width <= other_x or other_x + other_width <= x
            assert apart or y + height <= other_y or other_y + other_height <= y
    _, _, width, height = map(float, ET.fromstring(drawing).attrib["viewBox"].split())
    assert max(x + w for x, _, w, _ in found) <= width
    assert max(y + h for _, y, _, h in found) <= height
    assert min(y for _, y, _, _ in found) >= 0


def test_texts_are_escaped_and_cut_with_the_whole_in_the_title():
    long = "<b>" + "x" * CHARACTERS
    drawing = tree("<T>", [Box(long, '/"/', ("<i>",))])
    assert "<b>" not in drawing
    assert "<i>" not in drawing
    assert f"<title>&lt;b&gt;{'x' * CHARACTERS}</title>" in drawing
    assert 'href="/&quot;/"' in drawing
    assert "style=" not in drawing


def test_a_warning_has_an_icon_beside_its_word_and_nothing_makes_an_empty_drawing():
    assert re.search(r'class="warn">.*#alert.*<text[^>]*class="warn">vacant', tree("T", [Box("a", "/", (), "vacant")]))
    assert boxes(tree("T", [])) == []
