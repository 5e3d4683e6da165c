"""The example categories get their flags; each collaboration sets its own."""

from django.db import migrations

DUES = ["faculty", "postdoc", "engineer"]
LONGEST = {"phd-student": 6 * 366, "master-student": 3 * 366}


def flag(apps, schema_editor):
    category = apps.get_model("members", "Category")
    category.objects.filter(code__in=DUES).update(pays_dues=True)
    category.objects.filter(code="theory-guest").update(is_member=False, needs_sponsor=True, needs_end=True)
    for code, days in LONGEST.items():
        category.objects.filter(code=code).update(longest_days=days)
    category.objects.get_or_create(
        code="summer-student",
        defaults={
            "name": "summer student",
            "order": 90,
            "may_be_author": False,
            "is_member": False,
            "needs_sponsor": True,
            "needs_end": True,
            "longest_days": 184,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0003_life")]
    operations = [migrations.RunPython(flag, migrations.RunPython.noop)]
