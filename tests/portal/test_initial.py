"""What the operations of the first migrations say is in the database, though nobody carried them out one by one."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pgtrigger.migrations import AddTrigger

from portal.initial import Initial

PACKAGES = ("portal", "members", "datasets", "liaisons")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("package", PACKAGES)
def test_tables_columns_constraints_and_indexes_are_those_of_the_models(package):
    with connection.cursor() as cursor:
        for model in apps.get_app_config(package).get_models(include_auto_created=True):
            table = model._meta.db_table
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            assert columns == {field.column for field in model._meta.local_concrete_fields}
            found = connection.introspection.get_constraints(cursor, table)
            named = [*model._meta.constraints, *model._meta.indexes]
            excluding = {item.name for item in named if type(item).__name__ == "ExclusionConstraint"}
            assert {item.name for item in named} - excluding <= set(found)
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
            assert excluding <= {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_trigger_is_installed(package):
    first = MigrationLoader(None).get_migration(package, "0001_initial")
    assert isinstance(first, Initial)
    wanted = {operation.trigger.sql.pgid for operation in first.operations if isinstance(operation, AddTrigger)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = {name for (name,) in cursor.fetchall()}
    assert wanted
    assert wanted <= found
