"""Boxes of facets: sent with the filter form, few at first, the focus kept by value."""

from lxml import html

from portal.ui.facets import FEW, boxes


def parsed(*values):
    names = ("value", "label", "count", "selected")
    facet = {"name": "event_type", "values": [dict(zip(names, value, strict=True)) for value in values]}
    return html.fromstring(f"<div>{boxes(facet)}</div>")


def test_a_box_belongs_to_the_filter_form():
    page = parsed(("mixed", "B⁰B̄⁰ & co", 21630, True), ("<i>", "<i>", 0, False))
    sent = [(box.get("name"), box.get("value"), box.get("form"), box.get("checked")) for box in page.xpath("//input")]
    assert sent == [("event_type", "mixed", "filters", "checked"), ("event_type", "<i>", "filters", None)]
    assert [label.text_content() for label in page.xpath("//label")] == ["B⁰B̄⁰ & co21,630", "<i>0"]


def test_the_id_follows_the_value_wherever_it_stands():
    first = parsed(("a b", "x", 1, False), ("c/d", "y", 1, False)).xpath("//input/@id")
    turned = parsed(("c/d", "y", 1, True), ("a b", "x", 1, False)).xpath("//input/@id")
    assert first == ["f-event_type-a%20b", "f-event_type-c%2Fd"]
    assert turned == first[::-1]


def test_many_values_are_one_click_away():
    few = parsed(*((str(i), str(i), i, False) for i in range(FEW)))
    many = parsed(*((str(i), str(i), i, False) for i in range(FEW + 22)))
    assert few.xpath("//details") == []
    assert many.xpath("//summary/text()") == ["22 more"]
    assert len(many.xpath("//details//input")) == 22
    assert len(many.xpath("//input")) == FEW + 22


def turns(**more):
    value = {"value": "a b", "label": "<Prompt>", "count": 3, "selected": False, **more}
    page = html.fromstring(f"<div>{boxes({'name': 'kind', 'values': [value]})}</div>")
    return page, [(link.get("href"), link.get("aria-label"), link.get("id")) for link in page.xpath("//a")]


def test_a_link_beside_the_box_excludes_the_value():
    page, links = turns(turn_url="?kind%21=a+b&x=1")
    assert links == [("?kind%21=a+b&x=1", "Exclude <Prompt>", "x-kind-a%20b")]
    assert page.xpath("//label//a") == []  # a click on the label is not one on the link
    assert turns()[1] == []


def test_of_an_excluded_value_is_left_what_takes_it_back():
    page, links = turns(turn_url="?x=1", excluded=True)
    assert links == [("?x=1", "No longer exclude <Prompt>", "x-kind-a%20b")]
    assert page.xpath("//input") == []
    assert page.text_content() == "not <Prompt>"
