"""What any path below /belle names, by the scope map of the storage system."""

import contextlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.catalogue.paths import PathError
from datasets.catalogue.places import FileName, Kind, classify

MC = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/ddbar/mdst"
PROC = "/belle/Data/proc/release-04-02-02/DB00000938/proc11/prod00013368/e0010/4S/r03774/mdst"


@pytest.mark.parametrize(
    ("path", "kind", "scope", "owner"),
    [
        (MC, Kind.DATASET, "mc", ""),
        (MC.replace("release", "fab"), Kind.DATASET, "mc_tmp", ""),
        (PROC, Kind.DATASET, "data", ""),
        (PROC.replace("proc11", "proc10"), Kind.DATASET, "data_tmp", ""),
        *(
            (PROC.replace("proc11", campaign), Kind.DATASET, "data_tmp", "")
            for campaign in ("proc7b", "proc10Valid", "Bucket6test", "bucket7", "SkimP10x1", "SkimB9x1", "GCR2c")
        ),
        (PROC.replace("proc11", "SkimP12x1"), Kind.DATASET, "data", ""),
        (PROC.replace("/Data/proc/", "/data/"), Kind.DATASET, "data", ""),
        ("/belle/BG/release-08-00-04/DB00003159/BGOrel8/prod00040523/e0012/4S/%r/beambg", Kind.BACKGROUND, "data", ""),
        ("/belle/MC/BG/early/phase3", Kind.BACKGROUND, "mc", ""),
        ("/belle/MC/generic/old/layout", Kind.OTHER, "mc", ""),
        ("/belle/MC/test/anything", Kind.OTHER, "mc_tmp", ""),
        ("/belle/Data/skim/anything", Kind.OTHER, "data_tmp", ""),
        ("/belle/Raw/e0010/r00123", Kind.RAW, "raw", ""),
        ("/belle/hRaw/e0010", Kind.RAW, "hraw", ""),
        ("/belle/user/tsmith/MyProject_v2", Kind.USER, "user.tsmith", "tsmith"),
        ("/belle/user/t/tsmith/MyProject", Kind.USER, "user.tsmith", "tsmith"),
        ("/belle/user/x", Kind.USER, "user.x", "x"),
        ("/belle/user", Kind.USER, "user", ""),
        ("/belle/group/physics/Onia/sample", Kind.GROUP, "group.Onia", "Onia"),
        ("/belle/group/physics", Kind.GROUP, "group", ""),
        ("/belle/collection/MC/anything_v1", Kind.COLLECTION, "collection", ""),
        ("/belle/mock/x", Kind.TEST, "mock", ""),
        ("/belle/test/ddm_test/x", Kind.TEST, "test", ""),
        ("/belle/test/x", Kind.OTHER, "other", ""),
        ("/belle/elsewhere", Kind.OTHER, "other", ""),
    ],
)
def test_the_scope_map(path, kind, scope, owner):
    place = classify(path)
    assert (place.path, place.kind, place.scope, place.owner) == (path, kind, scope, owner)
    assert (place.dataset.path if place.dataset else None) == (path if kind is Kind.DATASET else None)


def test_a_file_knows_its_dataset():
    name = "mdst_000017_prod00027811_task29583000017.root"
    place = classify(f"{MC}/sub03/{name}")
    assert (place.kind, place.scope, place.dataset.path) == (Kind.FILE, "mc", MC)
    assert (place.datablock, place.file_name) == ("sub03", name)
    assert place.file == FileName("mdst", 17, 27811, 29583000017)


def test_a_datablock_knows_its_dataset():
    place = classify(f"{MC}/sub00")
    assert (place.kind, place.dataset.path, place.datablock, place.file) == (Kind.DATABLOCK, MC, "sub00", None)


def test_a_file_with_another_name_is_still_a_file_of_its_dataset():
    place = classify(f"{MC}/sub00/merged.root")
    assert (place.kind, place.file_name, place.file) == (Kind.FILE, "merged.root", None)


def test_a_file_in_a_users_area_is_the_users():
    place = classify("/belle/user/tsmith/Project/sub00/ntuple_1.root")
    assert (place.kind, place.owner, place.file_name) == (Kind.USER, "tsmith", "ntuple_1.root")


def test_real_file_paths(shared):
    paths = (shared / "data/catalogue/lfns.txt").read_text().splitlines()
    places = [classify(path) for path in paths]
    assert Counter(place.kind for place in places) == {Kind.FILE: 12}
    assert all(place.path == f"{place.dataset.path}/{place.datablock}/{place.file_name}" for place in places)
    assert all(place.file.production == place.dataset.production for place in places)


def test_real_irregular_paths_are_all_placed(shared):
    rows = (shared / "data/catalogue/lpns_irregular.tsv").read_text().splitlines()
    kinds = Counter(classify(row.split("\t")[0]).kind for row in rows)
    assert kinds == {Kind.DATASET: 17, Kind.BACKGROUND: 1, Kind.USER: 1, Kind.GROUP: 1}


@pytest.mark.parametrize(
    ("path", "level"),
    [
        (MC.replace("release", "relaese"), "release"),  # must not pass as another area
        (MC.replace("r01040", "r1040") + "/sub00/mdst_000001_prod00027811_task1.root", "run"),
        ("/belle/MC/BGx\n", "path"),
        ("", "path"),
    ],
)
def test_a_broken_official_path_is_refused(path, level):
    with pytest.raises(PathError) as refused:
        classify(path)
    assert refused.value.level == level


@given(
    st.lists(st.text(max_size=8) | st.sampled_from(["MC", "Data", "user", "group", "proc", "BG", "sub00"]), max_size=8)
)
def test_nothing_but_a_path_error_is_raised(parts):
    path = "/belle/" + "/".join(parts)
    with contextlib.suppress(PathError):
        assert classify(path).path == path
