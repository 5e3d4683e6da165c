"""What an operator can set or type is written down, and what is written down exists."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "members", "datasets", "liaisons")
NAME = re.compile(r"\b(?:PORTAL_[A-Z0-9_]+|DATABASE_URL)\b")
READERS = {"str", "int", "bool", "float", "list", "secret"}


def read():
    """Names that are read through `env`, and the names of those that may also come from a file."""
    names, secrets = set(), set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "env"
                    and node.func.attr in READERS
                ):
                    name = node.args[0]
                    assert isinstance(name, ast.Constant), f"{path}:{node.lineno} reads a name that nobody can find"
                    names.add(name.value)
                    if node.func.attr == "secret":
                        secrets.add(f"{name.value}_FILE")
    return names, secrets


def rows(file):
    """Names in the first column of the tables of a document."""
    text = (ROOT / "docs" / file).read_text()
    return [name for line in text.splitlines() if line.startswith("| `") for name in NAME.findall(line.split(" | ")[0])]


def test_every_setting_stands_in_one_table():
    """Running has those of every site, signing in those of its doors."""
    names, secrets = read()
    told = rows("running.md") + rows("signing-in.md")
    prose = set(NAME.findall((ROOT / "docs" / "signing-in.md").read_text()))
    assert sorted(told) == sorted(set(told))
    assert names - set(told) - prose == set()
    assert set(told) <= names | secrets


DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "deploy").rglob("*.*"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_a_setting_that_does_not_exist(path):
    names, secrets = read()
    settings = {name for name in NAME.findall(path.read_text()) if not name.endswith("_")}
    assert settings <= names | secrets | {"PORTAL_TEST_POSTGRES"}


def test_commands_md_has_every_command_and_no_other():
    ours = {name for name, app in get_commands().items() if app in PACKAGES}
    text = (ROOT / "docs" / "commands.md").read_text()
    assert set(re.findall(r"^## `([a-z_]+)", text, re.MULTILINE)) == ours
