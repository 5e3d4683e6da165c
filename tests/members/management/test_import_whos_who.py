"""`manage.py import_whos_who`: what it prints, and its exit status."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.groups.models import Group


def command(*args):
    """Exit status and output."""
    out = StringIO()
    try:
        call_command("import_whos_who", *map(str, args), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_plan_apply_and_json(world, tmp_path):
    path = tmp_path / "who.txt"
    path.write_text("Skim manager: @Member Moreau @Ghost Writer\n")
    status, said = command(path)
    assert status == 1
    assert "conflict line 1: appointment Ghost Writer, manager of Skim: nobody on record: Ghost Writer" in said
    assert not Group.objects.filter(name="Skim").exists()
    status, said = command(path, "--apply", "--json")
    assert (status, json.loads(said)["counts"]["create"]) == (1, 2)
    assert Group.objects.get(name="Skim").appointments.count() == 1
    path.write_text("Skim manager: @Moreau Member\n")
    assert command(path, "--apply")[0] == 0


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt"])
def test_a_file_that_cannot_be_used_ends_with_2(db, tmp_path, name):
    (tmp_path / "empty.txt").write_text("")
    status, said = command(tmp_path / name)
    assert status == 2
    assert name in said
