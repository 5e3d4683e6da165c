"""Migrations say what the models say, and have all run on the empty database of the tests."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

PACKAGES = ("portal", "members", "datasets", "liaisons")


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_all_migrations_have_run_on_an_empty_database():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    applied = {app for app, _ in executor.loader.applied_migrations}
    assert applied >= set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_one_line_of_history(package):
    loader = MigrationLoader(None)
    assert len(loader.graph.leaf_nodes(package)) == 1
