"""The tags are there without `{% load %}`, and refuse nonsense."""

import pytest
from django.template import engines
from django.template.exceptions import TemplateSyntaxError

from portal.ui.tags import imports


def render(source, **context):
    return engines["django"].from_string(source).render(context)


def test_tags_need_no_load():
    assert render('{% tag "good" "ok" %}') == '<span class="tag ok">good</span>'
    assert render("{{ count|number }}", count=1043) == "1,043"


def test_a_table_from_a_template():
    made = render(
        "{% table columns rows %}", columns=[{"name": "a", "label": "A"}], rows=[{"pk": 1, "cells": ("<x>",)}]
    )
    assert "&lt;x&gt;" in made


@pytest.mark.parametrize(
    ("done", "total", "shown"), [(0, 0, 0), (None, 10, 0), (5, 10, 50), (999, 1000, 100), (15, 10, 100), (-1, 10, 0)]
)
def test_percent(done, total, shown):
    assert render("{{ done|percent:total }}", done=done, total=total) == str(shown)


def test_an_unknown_tag_is_an_error():
    with pytest.raises(TemplateSyntaxError):
        render("{% tagg x %}")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<b>, from 2026-03-31", "&lt;b&gt;, from <time>2026-03-31</time>"),
        ("2026-03-31–2026-04-01", "<time>2026-03-31</time>–<time>2026-04-01</time>"),
        ("run 12026-03-311", "run 12026-03-311"),
        (7, "7"),
    ],
)
def test_a_day_in_words_does_not_break(words, shown):
    assert render("{{ words|dated }}", words=words) == shown


def test_imports_share_a_menu_when_there_are_several():
    actions = [{"url": "/imports/new/a/"}, {"url": "/coverage/"}, {"form": "/x/"}, {"url": "/imports/new/b/"}]
    assert imports(actions) == [actions[0], actions[3]]
    assert imports(actions[:3]) == []
