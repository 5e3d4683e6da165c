"""Hubs: Django sees a model only when the `models.py` of its package imports it."""

import ast
import importlib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "members", "datasets", "liaisons")
SLICES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("models.py") if path.parent != ROOT / package
)


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_there_are_slices_with_models():
    assert {path.relative_to(ROOT).parts[0] for path in SLICES} == set(PACKAGES)


@pytest.mark.parametrize("path", SLICES, ids=module_of)
def test_each_model_of_a_slice_is_in_the_hub_of_its_package(path):
    package = path.relative_to(ROOT).parts[0]
    hub = importlib.import_module(f"{package}.models")
    module = importlib.import_module(module_of(path))
    declared = {
        name: item
        for name, item in vars(module).items()
        if isinstance(item, type)
        and issubclass(item, models.Model)
        and item.__module__ == module.__name__
        and not item._meta.abstract
    }
    for name, item in declared.items():
        assert getattr(hub, name, None) is item, f"{package}/models.py does not import {name} of {module.__name__}"
        assert apps.get_model(package, name) is item


@pytest.mark.parametrize("package", PACKAGES)
def test_a_hub_holds_imports_and_nothing_else(package):
    text = (ROOT / package / "models.py").read_text()
    allowed = (ast.ImportFrom, ast.Expr, ast.Assign)
    assert all(isinstance(node, allowed) for node in ast.parse(text).body)
    names = [node for node in ast.parse(text).body if isinstance(node, ast.Assign)]
    assert [target.id for node in names for target in node.targets] == ["__all__"] * len(names)
