"""One writer: the record is written by actions and importers, and by nothing else."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "members", "datasets", "liaisons")
WRITERS = {"actions.py", "importers.py", "writing.py", "migrations", "demo", "demo.py", "testing", "management"}
"""Files and folders that may write. Commands are the operator's hands; they call actions or repair."""
VERBS = {
    *("save", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create"),
}
JUSTIFIED = {
    "portal/lifecycle/core.py": "the one place that sets a state; called by actions",
    "portal/accounts/models.py": "the manager through which accounts are made, and nothing else of them",
    "portal/outbox/effects.py": "the verbs of effects, in the kernel under this name",
    "portal/outbox/delivery.py": "the worker's half of the verbs of effects",
    "portal/launch/bootstrap.py": "creates a virtual environment, not a row",
    "members/requests/admission.py": "the second half of the verb approve, called in its transaction",
    "members/memberships/transferring.py": "the verb transfer, in a file of its own",
    "portal/listing/form_pages.py": "calls the verb that a list declares for making rows",
    "portal/importing/tables.py": "writes what an importer of a table has planned",
    "datasets/collections/filling.py": "the members of a collection, written by its verbs and its importer",
    "datasets/notices/settling.py": "the second half of the verbs of notices, also by a worker",
    "datasets/catalogue/staged.py": "what the importers of datasets share",
    "members/dumps/exports.py": "saves a workbook, not a row",
    "portal/listing/versions.py": "folds the versions of tables; no record",
}


def calls(path):
    """Calls that write: a verb above, or `update` with fields by name (that of a dict takes a mapping)."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if ast.unparse(node.func) == "super().save":
            continue  # a model that completes itself before it is saved by an action
        if name in VERBS or (name == "update" and node.keywords and not node.args):
            yield node.lineno, ast.unparse(node.func)


def files():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if not WRITERS & set(parts):
                yield "/".join(parts), path


def test_only_actions_and_importers_write():
    found = {name: list(calls(path)) for name, path in files() if name not in JUSTIFIED}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_exception_is_needed():
    paths = dict(files())
    assert {name for name in JUSTIFIED if not list(calls(paths[name]))} == set()
