"""Collections from lists, from output of the tools and from JSON lines; published ones are never changed by it."""

import json
from decimal import Decimal

import pytest

from datasets.collections import actions
from datasets.collections.importers import CollectionImporter
from datasets.collections.models import Collection
from portal.importing import Action, SourceError
from portal.policy import SYSTEM
from portal.testing.races import at_once
from tests.datasets.conftest import mc

pytestmark = pytest.mark.django_db
MC = "/belle/collection/MC/"


@pytest.fixture
def run(tmp_path):
    def write(text, *, apply=True, name="collections.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CollectionImporter().run([path], by=SYSTEM, apply=apply)

    return write


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def members(name):
    found = Collection.objects.get(path=MC + name).members.order_by("position")
    return list(found.values_list("dataset__path", flat=True))


def notes(plan, action):
    return [change.note for change in plan.of(action)]


def test_every_known_name_goes_in_and_comes_out_unchanged(run, shared, member):
    text = (shared / "data/catalogue/collections.txt").read_text()
    plan = run(text)
    assert (plan.totals["create"], plan.exit_code, plan.problems) == (110, 0, [])
    assert run(text).totals == {"create": 0, "update": 0, "skip": 110, "conflict": 0, "reject": 0}
    exported = b"".join(member.get("/collections/?format=txt").streaming_content).decode()
    assert sorted(exported.split()) == sorted(text.split())
    version = Collection.objects.get(path="/belle/collection/Data/RSC_proc13prompt_4S_skim_17230100_v3")
    assert (version.family, version.version, version.state) == ("RSC_proc13prompt_4S_skim_17230100", 3, "known")


def test_output_of_the_tools_gives_metadata_with_units_and_keeps_them_as_they_came(run, shared):
    text = (shared / "data/catalogue/collection_metadata_sample.txt").read_text()
    plan = run(text)
    made = Collection.objects.get(path="/belle/collection/Data/proc13_chunk1_had_4S_v1")
    assert (made.luminosity, made.campaign, made.data_level, made.skim_code) == (Decimal("8.609"), "proc13", "mdst", "")
    assert [key for key, _ in made.declared] == [
        *("dataLevel", "description", "campaign", "dataType", "skimDecayMode", "int_luminosity"),
    ]
    assert dict(made.declared)["int_luminosity"] == "8.609 /fb"
    assert any("generalSkim..." in problem.message and problem.line == 10 for problem in plan.problems)
    assert Collection.objects.count() == 5
    assert notes(plan, Action.SKIP) == ["stands in line 16 already"]
    assert run(text).totals["create"] == run(text).totals["update"] == 0


def test_members_stand_in_the_order_of_the_file_and_can_be_ordered_anew(run, datasets):
    datasets(mc(1), mc(2), mc(3))
    row = {"path": MC + "mixed_v1", "members": [mc(3), mc(1)], "luminosity": "1200 /pb", "files": 12}
    run(lines(row))
    assert members("mixed_v1") == [mc(3), mc(1)]
    made = Collection.objects.get()
    assert (made.state, made.luminosity, made.declared_files, made.dataset_count) == ("test", Decimal("1.2"), 12, 2)
    plan = run(lines(row | {"members": [mc(1), mc(3)]}))
    assert plan.of(Action.UPDATE)[0].fields == (("members", "2 datasets", "2 datasets (in another order)"),)
    assert members("mixed_v1") == [mc(1), mc(3)]
    plan = run(lines(row | {"members": [mc(2), mc(3)]}), apply=False)
    assert "1 more, 1 fewer" in plan.of(Action.UPDATE)[0].fields[0][2]
    assert members("mixed_v1") == [mc(1), mc(3)]


def test_a_list_without_members_takes_none_away(run, datasets):
    datasets(mc(1))
    run(lines({"path": MC + "mixed_v1", "members": [mc(1)]}))
    assert run(MC + "mixed_v1\n").totals["skip"] == 1
    assert members("mixed_v1") == [mc(1)]


def test_members_that_nobody_knows_are_named_and_nothing_of_the_collection_is_written(run, datasets):
    datasets(mc(1))
    many = [mc(run) for run in range(100, 107)]
    plan = run(lines({"path": MC + "a_v1", "members": [mc(1), *many]}, {"path": MC + "b_v1", "members": [mc(1)]}))
    (note,) = notes(plan, Action.REJECT)
    assert note.startswith(f"7 members are not in the catalogue; import the datasets first: {mc(100)}, ")
    assert note.endswith(f"{mc(104)} and 2 more")
    assert [row.path for row in Collection.objects.all()] == [MC + "b_v1"]


def test_what_is_published_is_compared_and_never_written(run, collection, datasets):
    made = collection("mixed_v1", mc(1), mc(2), luminosity=Decimal(5), campaign="MC15rd_b")
    datasets(mc(3))
    same = {"path": made.path, "members": [mc(1), mc(2)], "luminosity": "5 /fb", "campaign": "MC15rd_b"}
    assert run(lines(same)).totals["skip"] == 1
    plan = run(lines(same | {"members": [mc(1), mc(3)], "luminosity": "6 /fb"}))
    (change,) = plan.of(Action.CONFLICT)
    assert change.fields == (
        ("luminosity", "5.000000000", "6"),
        ("members", "2 datasets", "2 datasets (1 more, 1 fewer)"),
    )
    assert "New version" in change.note
    made.refresh_from_db()
    assert (made.luminosity, members("mixed_v1")) == (5, [mc(1), mc(2)])


def test_what_a_person_set_stays_and_the_import_shows_both_values(run, collection):
    made = collection("mixed_v1", mc(1), published=False)
    actions.edit(made, by=SYSTEM, description="by hand")
    plan = run(lines({"path": made.path, "description": "from a feed", "contact": "production"}))
    assert plan.of(Action.CONFLICT)[0].fields == (("description", "by hand", "from a feed"),)
    made.refresh_from_db()
    assert (made.description, made.contact) == ("by hand", "production")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"path": "/belle/MC/x"}\n', "A collection has a path like"),
        ('{"path": 7}\n', "path: a row is an object"),
        ('{"path": "/belle/collection/MC/a_v1", "members": "all"}\n', "members: a list of paths"),
        ('{"path": "/belle/collection/MC/a_v1"\n', "no JSON"),
        ("$ gb2_ds_search collection --get_metadata\nkey: value\n", "no line above names the collection"),
        ("mixed_v1\n", "A collection has a path like"),
    ],
)
def test_rows_that_cannot_be_read_are_rejected_by_their_line(run, text, words):
    plan = run(text)
    assert words in notes(plan, Action.REJECT)[0]
    assert not Collection.objects.exists()


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ({"luminosity": "8.609"}, "luminosity: '8.609' says no unit"),
        ({"luminosity": "lots"}, "luminosity: 'lots' is no number"),
        ({"files": -1}, "files: '-1' is no whole number"),
        ({"events": True}, "events: 'True' is no whole number"),
        ({"energy": 10.58}, "energy: 10.58 is no text"),
        ({"campaign": "x" * 65}, "longer than 64"),
        ({"luminosity_kind": "guessed"}, "luminosity_kind"),
        ({"colour": "red"}, "colour: no fact of a collection"),
        ({"data_type": "data"}, "not what the path says"),
    ],
)
def test_a_fact_that_cannot_be_read_is_told_and_the_rest_goes_in(run, fact, words):
    plan = run(lines({"path": MC + "a_v1", "contact": "me", **fact}))
    assert words in plan.problems[0].message
    assert Collection.objects.get().contact == "me"


def test_files_that_are_no_text_are_refused(run):
    with pytest.raises(SourceError, match="not a text file"):
        run(b"\xff\xfe\x00/belle")
    with pytest.raises(SourceError, match="no collection in"):
        run("# nothing\n\n")


def test_ten_thousand_members_are_a_few_statements(run, datasets, django_assert_max_num_queries):
    paths = [mc(run) for run in range(1, 10_001)]
    datasets(*paths)
    with django_assert_max_num_queries(30):
        run(lines({"path": MC + "large_v1", "members": paths[::-1]}))
    assert members("large_v1") == paths[::-1]


@pytest.mark.django_db(transaction=True)
def test_import_and_publication_at_once_never_change_what_is_published(run, collection, datasets):
    datasets(mc(2), mc(3))
    made = collection("mixed_v1", mc(1), published=False)

    def publish():
        actions.publish(Collection.objects.get(pk=made.pk), by=SYSTEM)

    plan, _ = at_once(lambda: run(lines({"path": made.path, "members": [mc(2), mc(3)]})), publish)
    made.refresh_from_db()
    assert made.state == "published"
    assert made.dataset_count == len(members("mixed_v1"))
    written = [mc(2), mc(3)] if plan.totals["update"] else [mc(1)]
    assert (members("mixed_v1"), plan.totals["update"] + plan.totals["conflict"]) == (written, 1)
