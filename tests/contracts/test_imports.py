"""The import contracts exist, hold, and bite: a wrong import in a copy of the sources breaks them."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "members", "datasets", "liaisons")


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def lint(folder):
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path):
    """The sources, to be spoilt."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "static")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_packages_have_their_order():
    assert ["liaisons", "datasets", "members", "portal"] in [contract.get("layers") for contract in contracts()]


@pytest.mark.parametrize("package", PACKAGES[1:])
def test_every_slice_has_its_place_in_the_order(package):
    """A slice that no layer names would be free to import anything."""
    ordered = next(contract for contract in contracts() if contract.get("containers") == [package])
    names = {name.strip(" ()") for layer in ordered["layers"] for part in layer.split("|") for name in part.split(":")}
    slices = {path.name for path in (ROOT / package).iterdir() if (path / "__init__.py").exists()}
    assert slices - set(ordered["exhaustive_ignores"]) <= names
    assert ordered["exhaustive"]


def test_every_slice_has_its_files_in_order():
    ordered = next(contract for contract in contracts() if contract["name"].startswith("Files of a slice"))
    slices = {
        f"{package}.{path.parent.name}" for package in PACKAGES[1:] for path in (ROOT / package).glob("*/policy.py")
    }
    assert slices <= set(ordered["containers"])


def test_the_contracts_hold():
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("portal/home/views.py", "from members.people import models as _wrong"),
        ("members/people/models.py", "from datasets.catalogue import paths as _wrong"),
        ("members/institutes/models.py", "from members.groups import choices as _wrong"),
        ("members/people/actions.py", "from members.authorship import choices as _wrong"),
        ("datasets/catalogue/models.py", "from datasets.collections import choices as _wrong"),
        ("liaisons/decayfiles/models.py", "from liaisons.requests import choices as _wrong"),
    ],
)
def test_the_contracts_bite(copy, file, line):
    path = copy / file
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    answer = lint(copy)
    assert answer.returncode == 1, answer.stdout
    assert "broken" in answer.stdout
