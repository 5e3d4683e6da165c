"""Collection paths: the name is opaque, the version at its end is not, and nothing is refused for its name."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.collections.names import CollectionName, NotACollection, parse


@pytest.mark.parametrize(
    ("path", "data_type", "name"),
    [
        (
            "/belle/collection/MC/MC16rd_proc16_mixed_10746_exp21_v1",
            *("mc", CollectionName("MC", "MC16rd_proc16_mixed_10746_exp21_v1", "MC16rd_proc16_mixed_10746_exp21", 1)),
        ),
        (
            "/belle/collection/Data/exp30_to_exp35_all_4Soffres_v12",
            *("data", CollectionName("Data", "exp30_to_exp35_all_4Soffres_v12", "exp30_to_exp35_all_4Soffres", 12)),
        ),
        ("/belle/collection/test/first try", "", CollectionName("test", "first try", "first try", None)),
        ("/belle/collection/MC/x_v2_v3", "mc", CollectionName("MC", "x_v2_v3", "x_v2", 3)),
        ("/belle/collection/MC/x_v01", "mc", CollectionName("MC", "x_v01", "x_v01", None)),
        ("/belle/collection/MC/_v1", "mc", CollectionName("MC", "_v1", "_v1", None)),
        ("/belle/collection/MC/x_v99999", "mc", CollectionName("MC", "x_v99999", "x_v99999", None)),
        ("/belle/collection/MC/deep/er_v2", "mc", CollectionName("MC", "deep/er_v2", "deep/er", 2)),
    ],
)
def test_a_path_is_taken_apart(path, data_type, name):
    read = parse(path)
    assert read == name
    assert (read.data_type, read.path) == (data_type, path)


def test_two_spellings_of_one_version_are_two_families():
    """Else both would claim to be version 1, and one would hide the other."""
    assert parse("/belle/collection/MC/x_v1").family != parse("/belle/collection/MC/x_v01").family


@pytest.mark.parametrize(
    "path",
    ["", "/belle/MC/x", "/belle/collection", "/belle/collection/MC", "/belle/collection/MC/", "/belle/collection//x"],
)
def test_another_path_is_no_collection(path):
    with pytest.raises(NotACollection, match="A collection has a path like /belle/collection/MC/NAME_v1"):
        parse(path)


def test_all_real_collections(shared):
    paths = (shared / "data/catalogue/collections.txt").read_text().splitlines()
    read = [parse(path) for path in paths]
    assert [name.path for name in read] == paths
    assert Counter(name.data_type for name in read) == {"mc": 100, "data": 10}
    assert {name.version for name in read} == {1, 2, 3}


@given(st.sampled_from(["MC", "Data", "test", "general"]), st.text(min_size=1), st.integers(0, 9999) | st.none())
def test_no_name_is_ever_refused(place, name, version):
    whole = name if version is None else f"{name}_v{version}"
    read = parse(f"/belle/collection/{place}/{whole}")
    assert (read.place, read.name, read.path) == (place, whole, f"/belle/collection/{place}/{whole}")
    if version is not None:
        assert (read.family, read.version) == (name, version)
