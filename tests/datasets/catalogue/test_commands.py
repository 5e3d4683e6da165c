"""Whatever stands on a page to be pasted does what it says."""

import ast
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.catalogue.commands import cut_on_flag, gbasf2, gbasf2_list, project_name, steering

PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\n\r"), min_size=1, max_size=80)


@given(st.text(max_size=100))
def test_a_project_name_is_one_that_the_grid_takes(text):
    name = project_name(text)
    assert len(name) <= 32
    assert name[0] not in "-+"
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+_-")


def test_only_a_long_name_is_cut():
    assert project_name("x" * 32) == "x" * 32
    assert project_name("MC16rd_proc16_chunk1_charged_4S_v1") == "MC16rd_proc16_chunk1_char_ef91fb"


def test_a_name_that_is_changed_is_marked_and_none_is_given_twice():
    assert project_name("a_b") == "a_b"
    assert project_name("a.b") != project_name("a b") != "a_b"
    names = []
    for _ in range(40):
        names.append(project_name("x" * 40, names))
    assert len(set(names)) == 40
    assert {len(name) for name in names} == {32}


def test_tags_stand_so_that_the_first_of_the_chain_wins():
    assert steering(tags=["a", "it's"]).splitlines()[3:5] == [
        'basf2.conditions.prepend_globaltag("it\'s")',
        "basf2.conditions.prepend_globaltag('a')  # looked up first",
    ]


@pytest.mark.parametrize("name", ["x')", "x\n", 'a"b', "\\"])
def test_a_hostile_name_stays_inside_its_string(name):
    calls = [node for node in ast.walk(ast.parse(steering(name, name, tags=[name]))) if isinstance(node, ast.Call)]
    texts = [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]
    assert set(texts) == {name, f"eventExtraInfo(passes_{name})==1"}


def test_real_collections_get_projects_of_their_own(shared):
    names = [path.rsplit("/", 1)[-1] for path in (shared / "data/catalogue/collections.txt").read_text().split()]
    assert len({project_name(name) for name in names}) == len(set(names)) == 110


def words(command):
    """What a shell makes of a command for gbasf2."""
    script = "gbasf2() { printf '%s\\0' \"$@\"; }\n" + command
    done = subprocess.run(["sh", "-c", script], check=True, capture_output=True)
    return done.stdout.decode().split("\0")[:-1]


@given(PATHS)
@settings(max_examples=50, deadline=None)
def test_the_shell_hands_on_exactly_the_path(path):
    found = words(gbasf2("my-project", "release-08-00-00", path))
    assert found == ["-p", "my-project", "-s", "release-08-00-00", "-i", path, "steering.py"]


def test_a_plain_path_is_not_quoted():
    assert gbasf2("mixed_v1", "release-08-00-00", "/belle/collection/MC/mixed_v1") == (
        "gbasf2 -p mixed_v1 -s release-08-00-00 \\\n  -i /belle/collection/MC/mixed_v1 \\\n  steering.py\n"
    )


def test_a_list_of_datasets_is_given_by_file():
    found = words(gbasf2_list("p", "release-08-00-00", "it's.txt"))
    assert found == ["-p", "p", "-s", "release-08-00-00", "--input_dslist", "it's.txt", "steering.py"]


@pytest.mark.parametrize("marks", [[], ["DstToD0Pi_D0ToHpJm"], ["f_a", "f_b", "f_c"]])
def test_the_steering_file_is_python_and_cuts_on_one_flag_alone(marks):
    text = steering(*marks)
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    names = [call.attr for call in calls if isinstance(call, ast.Attribute)]
    assert names.count("applyEventCuts") == min(1, len(marks))
    assert [mark for mark in marks if f"passes_{mark})" in text] == marks
    assert {"Path", "inputMdstList", "process"} <= set(names)


def test_the_cut_names_the_flag_of_the_skim():
    assert cut_on_flag("f_x") == "ma.applyEventCuts('eventExtraInfo(passes_f_x)==1', path=path)\n"
