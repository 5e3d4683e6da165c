"""Example categories for a new site; each collaboration renames, adds and removes its own."""

from django.db import migrations

CATEGORIES = [
    # code, name, may be author, counts for votes
    ("faculty", "faculty", True, True),
    ("postdoc", "postdoc", True, True),
    ("phd-student", "PhD student", True, True),
    ("master-student", "master student", True, False),
    ("engineer", "engineer", True, True),
    ("technician", "technician", True, False),
    ("emeritus", "emeritus", True, False),
    ("associate", "associate", False, False),
    ("theory-guest", "theory guest", False, False),
]


def add(apps, schema_editor):
    category = apps.get_model("members", "Category")
    for order, (code, name, author, votes) in enumerate(CATEGORIES):
        category.objects.get_or_create(
            code=code, defaults={"name": name, "order": order * 10, "may_be_author": author, "counts_for_votes": votes}
        )


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
