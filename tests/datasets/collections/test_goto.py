"""A pasted collection."""

import pytest

from datasets.collections.goto import find
from tests.datasets.conftest import mc


@pytest.mark.parametrize("text", ["/belle/collection/MC/mixed_v1", "/belle/collection/MC/mixed_v1/", "mixed_v1"])
def test_a_path_or_a_name(personas, collection, text):
    made = collection("mixed_v1", mc(1))
    collection("more_mixed_v1", mc(1))
    assert find(personas["member"], text) == made.get_absolute_url()


def test_a_name_of_two_is_no_goal_but_their_paths_are(personas, collection):
    collection("mixed_v1", mc(1))
    data = collection("mixed_v1", mc(1), place="Data")
    assert find(personas["member"], "mixed_v1") is None
    assert find(personas["member"], "/belle/collection/Data/mixed_v1") == data.get_absolute_url()


@pytest.mark.parametrize("text", ["mixed?v1", "mixedXv1", "%", "____", "_v1", "/", ""])
def test_nothing_is_a_wildcard(personas, collection, text):
    collection("mixed_v1", mc(1))
    assert find(personas["member"], text) is None


def test_a_test_is_found_by_those_who_make_them(personas, collection):
    made = collection("mixed_v1", mc(1), published=False)
    found = {
        persona: find(personas[persona], "mixed_v1") for persona in ("member", "applicant", "manager", "administrator")
    }
    url = made.get_absolute_url()
    assert found == {"member": None, "applicant": None, "manager": url, "administrator": url}
