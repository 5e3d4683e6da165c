"""Addresses of rows are those that `reverse` gives."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from portal.ui.addresses import page_url


@pytest.mark.parametrize("pk", [0, 1, 987654321, 10**15])
@pytest.mark.parametrize("name", ["dataset", "person", "collection"])
def test_as_reverse(name, pk):
    assert page_url(name, pk) == reverse(name, args=[pk])


def test_below_a_prefix():
    plain = page_url("dataset", 7)
    set_script_prefix("/portal/")
    try:
        assert page_url("dataset", 7) == f"/portal{plain}"
    finally:
        set_script_prefix("/")
    assert page_url("dataset", 7) == plain


def test_an_unknown_name_is_an_error():
    with pytest.raises(NoReverseMatch):
        page_url("nothing", 1)
