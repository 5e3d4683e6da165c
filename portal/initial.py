"""The first migration of a package, carried out at once.

Django makes the models of its migrations anew after each of several hundred operations, which for an empty database
costs half a minute of computing to end where the last operation does. `Initial` goes through the operations for their
state alone and then makes the tables, constraints, indexes and triggers of the models as they are in the end.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class Initial(migrations.Migration):
    """Base of a `0001_initial` that consists of new models (and of extensions, which come first)."""

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """The models of the end, made at once. Printing the SQL goes the long way."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        known = set(project_state.models)
        project_state.__dict__.pop("apps", None)  # rendered models would be made anew after each operation
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
            if not _is_of_a_model(operation):
                operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        made = [key for key in project_state.models if key not in known]
        for app_label, name in made:
            schema_editor.create_model(project_state.apps.get_model(app_label, name))
        for trigger in filter(_is_trigger, self.operations):
            trigger.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state


def _is_of_a_model(operation: Operation) -> bool:
    return isinstance(operation, ModelOperation | FieldOperation | IndexOperation)


def _is_trigger(operation: Any) -> bool:
    return isinstance(operation, AddTrigger)
