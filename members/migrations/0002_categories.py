"""Example categories for a new site; each collaboration renames, adds and removes its own."""

from django.db import migrations

AUTHOR, VOTES, DUES, GUEST = "may_be_author", "counts_for_votes", "pays_dues", "guest"
CATEGORIES = [
    # code, name, flags, longest term in days
    ("faculty", "faculty", {AUTHOR, VOTES, DUES}, None),
    ("postdoc", "postdoc", {AUTHOR, VOTES, DUES}, None),
    ("phd-student", "PhD student", {AUTHOR, VOTES}, 6 * 366),
    ("master-student", "master student", {AUTHOR}, 3 * 366),
    ("engineer", "engineer", {AUTHOR, VOTES, DUES}, None),
    ("technician", "technician", {AUTHOR}, None),
    ("emeritus", "emeritus", {AUTHOR}, None),
    ("associate", "associate", set(), None),
    ("theory-guest", "theory guest", {GUEST}, None),
    ("summer-student", "summer student", {GUEST}, 184),
]


def add(apps, schema_editor):
    category = apps.get_model("members", "Category")
    for order, (code, name, flags, longest) in enumerate(CATEGORIES):
        guest = GUEST in flags
        defaults = {flag: flag in flags for flag in (AUTHOR, VOTES, DUES)}
        defaults |= {"is_member": not guest, "needs_sponsor": guest, "needs_end": guest, "longest_days": longest}
        category.objects.get_or_create(code=code, defaults={"name": name, "order": order * 10, **defaults})


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
