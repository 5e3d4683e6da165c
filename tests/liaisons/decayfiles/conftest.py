"""The real decay files, read once."""

import pytest

from liaisons.decayfiles.headers import read


@pytest.fixture(scope="session")
def real_files(shared):
    folder = shared / "data/catalogue/decfiles"
    paths = [*sorted(folder.glob("*.dec")), *sorted(folder.glob("TauolaBelle2/*.dat"))]
    return [read(path.read_bytes(), path.name) for path in paths]
