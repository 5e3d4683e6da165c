"""Dataset paths: every real one is rebuilt byte for byte, every wrong one is told where it is wrong."""

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.catalogue.paths import DATA_LEVELS, LONGEST_PATH, DatasetPath, PathError, is_dataset, parse

MC = "/belle/MC/release-06-01-08/DB00002647/MC15rd_b/prod00027811/s00/e0026/4S/r01040/ddbar/mdst"
DATA = "/belle/Data/release-05-01-22/DB00001627/proc12/prod00017737/e0008/4S/r01976/hadron/14120601/udst"


def names(first: str, longest: int) -> st.SearchStrategy[str]:
    return st.from_regex(rf"[{first}][A-Za-z0-9_]{{0,{longest - 1}}}", fullmatch=True).filter(
        lambda s: s not in DATA_LEVELS
    )


def digits(prefix: str, count: int) -> st.SearchStrategy[str]:
    return st.integers(0, 10**count - 1).map(lambda number: f"{prefix}{number:0{count}}")


HEAD = {
    "release": st.from_regex(r"(release|prerelease|build|fab)-[0-9a-z-]{1,20}", fullmatch=True),
    "db": digits("DB", 8),
    "campaign": names("A-Za-z", 30),
    "prod": digits("prod", 8),
    "exp": digits("e", 4),
    "energy": st.sampled_from(["4S", "4S_offres", "4S_scan", "5S_scan", "3S"]) | st.integers(1000, 99999).map(str),
    "run": digits("r", 5) | st.just("%r"),
}
SKIM = st.just("") | digits("", 8)
MC_PATHS = st.builds(
    DatasetPath,
    top=st.just("MC"),
    stream=st.just("") | digits("s", 2),
    event_type=names("A-Za-z", 30) | st.from_regex(r"[1-6][0-9]{8}[0-9a-f]", fullmatch=True),
    skim_code=SKIM,
    data_level=st.sampled_from(["", *DATA_LEVELS]),
    **HEAD,
)
DATA_PATHS = st.builds(
    DatasetPath,
    top=st.sampled_from(["Data", "data"]),
    proc_level=st.sampled_from(["", "proc"]),
    general_skim=st.sampled_from(["", "hadron", "all"]),
    skim_code=SKIM,
    data_level=st.sampled_from(DATA_LEVELS),
    **HEAD,
)


@given(MC_PATHS | DATA_PATHS)
def test_a_path_is_read_back_into_the_levels_it_was_made_of(dataset):
    assert parse(dataset.path) == dataset


@given(
    (MC_PATHS | DATA_PATHS).map(lambda dataset: dataset.path),
    st.lists(
        st.tuples(
            st.integers(0, 200), st.integers(0, 12), st.text(max_size=3) | st.sampled_from(["/", "//", "mdst", "s00"])
        )
    ),
)
def test_a_mutated_path_is_read_or_refused_with_a_reason(path, cuts):
    for start, length, text in cuts:
        path = path[:start] + text + path[start + length :]
    if is_dataset(path):
        assert parse(path).path == path
        return
    with pytest.raises(PathError) as refused:
        parse(path)
    assert str(refused.value) == refused.value.message != ""
    assert 0 <= refused.value.position <= path.count("/") + 1


def test_every_real_path_is_rebuilt_byte_for_byte(shared):
    paths = (shared / "data/catalogue/lpns.txt").read_bytes().decode().split("\n")[:-1]
    assert len(paths) == 2145
    assert [parse(path).path for path in paths] == paths
    assert sum(parse(path).data_type == "mc" for path in paths) == 1854


def test_every_irregular_official_path_is_rebuilt(shared):
    rows = (shared / "data/catalogue/lpns_irregular.tsv").read_text().splitlines()
    official = [path for path in (row.split("\t")[0] for row in rows) if path.split("/")[2] in ("MC", "Data")]
    assert len(official) == 17
    assert [parse(path).path for path in official] == official


def test_the_levels_of_mc():
    assert parse(MC) == DatasetPath(
        top="MC",
        release="release-06-01-08",
        db="DB00002647",
        campaign="MC15rd_b",
        prod="prod00027811",
        stream="s00",
        exp="e0026",
        energy="4S",
        run="r01040",
        event_type="ddbar",
        data_level="mdst",
    )


def test_the_levels_of_data():
    assert parse(DATA) == DatasetPath(
        top="Data",
        release="release-05-01-22",
        db="DB00001627",
        campaign="proc12",
        prod="prod00017737",
        exp="e0008",
        energy="4S",
        run="r01976",
        general_skim="hadron",
        skim_code="14120601",
        data_level="udst",
    )


def test_what_the_levels_mean():
    mc, data = parse(MC), parse(DATA.replace("/Data/", "/data/proc/").replace("4S", "10746"))
    assert (mc.data_type, mc.global_tag, mc.production, mc.stream_number) == ("mc", 2647, 27811, 0)
    assert (mc.experiment, mc.energy_label, mc.energy_mev, mc.run_number) == (26, "4S", None, 1040)
    assert (data.data_type, data.proc_level, data.stream_number) == ("data", "proc", None)
    assert (data.energy_label, data.energy_mev) == ("", 10746)


@pytest.mark.parametrize(
    ("run", "number"),
    [("r00000", 0), ("%r", None)],  # merged over runs; the placeholder of a production configuration
)
def test_runs_that_are_no_run(run, number):
    assert parse(MC.replace("r01040", run)).run_number == number


@pytest.mark.parametrize(
    ("levels", "event_type", "skim_code", "data_level"),
    [
        ("ccbar", "ccbar", "", ""),
        ("ccbar/14120601", "ccbar", "14120601", ""),
        ("111004000a/mdst", "111004000a", "", "mdst"),
        ("12130321050/mdst", "12130321050", "", "mdst"),
        ("mdstlike/mdst", "mdstlike", "", "mdst"),
    ],
)
def test_the_end_of_mc_paths(levels, event_type, skim_code, data_level):
    dataset = parse(MC.replace("ddbar/mdst", levels))
    assert (dataset.event_type, dataset.skim_code, dataset.data_level) == (event_type, skim_code, data_level)


@pytest.mark.parametrize(
    ("path", "position", "level", "message"),
    [
        ("", 0, "path", "The path is empty."),
        (MC + "\n", 0, "path", "The path has a blank at an end, or a character in it that cannot be printed."),
        ("/belle/", 1, "belle", "A path on the grid starts with /belle/ and names something below it."),
        ("/grid/MC/x", 1, "belle", "A path on the grid starts with /belle/ and names something below it."),
        ("/belle/Mc/x", 2, "data type", "“Mc” is not the data type of an official dataset: MC or Data."),
        (
            "/belle/MC",
            *(3, "release", "The path ends after “MC”; expected there: release (e.g. release-06-01-08)."),
        ),
        (
            MC.replace("DB00002647", "DB2647"),
            *(4, "global tag", "“DB2647” does not fit after “release-06-01-08”; expected there: "),
        ),
        (
            MC.replace("s00", "x00"),
            *(
                7,
                "experiment",
                "“x00” does not fit after “prod00027811”; expected there: stream (s and two digits, e.g. ",
            ),
        ),
        (MC.replace("4S", "999"), 9, "beam energy", "“999” does not fit after “e0026”; expected there: beam energy"),
        (MC.replace("/ddbar", ""), 11, "event type", "“mdst” does not fit after “r01040”; expected there: event type"),
        (MC.replace("/MC15rd_b", "/"), 5, "campaign", "The path has two slashes in a row after “DB00002647”."),
        (MC + "/", 13, "end", "The path ends with a slash after “mdst”."),
        (MC + "/mdst", 13, "end", "“mdst” does not fit after “mdst”; expected there: nothing more."),
        (
            DATA.removesuffix("/14120601/udst"),
            *(
                11,
                "data level",
                "The path ends after “hadron”; expected there: skim code (eight digits, e.g. 14120601) or ",
            ),
        ),
        (DATA.replace("proc12", "1" * 70), 5, "campaign", f"“{'1' * 60}…” does not fit after “DB00001627”; "),
    ],
)
def test_a_wrong_path_is_told_where_and_what_is_expected(path, position, level, message):
    with pytest.raises(PathError) as refused:
        parse(path)
    assert (refused.value.position, refused.value.level) == (position, level)
    assert refused.value.message.startswith(message)


def test_a_path_longer_than_the_column_is_refused():
    with pytest.raises(PathError, match=f"The path has {LONGEST_PATH + 1} bytes"):
        parse("/belle/MC/" + "x" * (LONGEST_PATH - 9))


def test_digits_of_other_scripts_are_no_digits():
    assert not is_dataset(MC.replace("e0026", "e００２６"))


def test_the_error_travels_between_processes():
    error = pickle.loads(pickle.dumps(PathError(4, "global tag", "wrong")))
    assert (error.position, error.level, str(error)) == (4, "global tag", "wrong")


def test_a_hundred_thousand_paths_take_seconds():
    paths = [MC.replace("r01040", f"r{run:05}") for run in range(20_000)]
    start = time.process_time()
    for path in paths:
        parse(path)
    assert time.process_time() - start < 1  # a fifth of what is promised; measured 0.08 s
