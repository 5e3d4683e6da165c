"""What a person sets: for the role alone, with a reason, on the page and by REST, and it can be given back."""

import pytest

from datasets.catalogue.importers import DatasetLinesImporter
from datasets.catalogue.models import CuratedValue, Dataset, DatasetCell
from portal.policy import SYSTEM
from tests.datasets.conftest import mc

DATA = "/belle/Data/release-05-01-22/DB00001627/proc12/prod00017734/e0008/4S/r01976/mdst"


@pytest.fixture
def dataset(datasets):
    [made] = datasets(DATA)
    return made


def post(client, dataset, **fields):
    form = {"general_skim": dataset.general_skim, "background": dataset.background, "reason": "checked by hand"}
    return client.post(f"/datasets/{dataset.pk}/values/", form | fields)


def test_values_are_set_with_a_reason_and_counted(manager, dataset):
    answer = post(manager, dataset, general_skim="hadron", events="5")
    assert answer.status_code == 302
    dataset.refresh_from_db()
    assert (dataset.general_skim, dataset.events, dataset.data_level, dataset.levels.path) == (
        "hadron",
        5,
        "mdst",
        DATA,
    )
    rows = CuratedValue.objects.order_by("field").values_list("field", "value", "reason", "by__username")
    assert [row[:3] for row in rows] == [
        ("events", "5", "checked by hand"),
        ("general_skim", "hadron", "checked by hand"),
    ]
    assert all(row[3] for row in rows)
    kept = {(cell.general_skim, cell.rows) for cell in DatasetCell.objects.all()}
    assert ("hadron", 1) in kept
    page = manager.get(dataset.get_absolute_url()).content.decode()
    assert page.count("checked by hand") == 2
    assert "data_level" not in manager.get(f"/datasets/{dataset.pk}/values/").content.decode()  # the path says it


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Nothing is changed."),
        ({"events": "5", "reason": " "}, "This field is required."),
        ({"events": "-5"}, "greater than or equal to 0"),
        ({"background": "x" * 17}, "at most 16 characters"),
        ({"back": "state"}, "Nothing is changed."),
    ],
)
def test_what_cannot_be_set_is_said_beside_the_field(manager, dataset, fields, message):
    answer = post(manager, dataset, **fields)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not CuratedValue.objects.exists()


def test_a_figure_is_given_back_not_taken_away(manager, dataset):
    post(manager, dataset, events="5")
    dataset.refresh_from_db()
    assert "give it back" in post(manager, dataset, events="").content.decode()
    assert post(manager, dataset, events="5", back="events").status_code == 302
    assert not CuratedValue.objects.exists()


@pytest.mark.parametrize("persona", ["outsider", "member", "liaison"])
def test_nobody_else_sets_anything(as_persona, dataset, persona):
    client = as_persona(persona)
    assert post(client, dataset, events="5").status_code in (302, 403)
    client.post(f"/api/v1/datasets/{dataset.pk}/withdraw/", {"reason": "no"}, content_type="application/json")
    client.post(f"/datasets/{dataset.pk}/withdraw/", {"reason": "no"})
    dataset.refresh_from_db()
    assert (dataset.state, dataset.events) == ("good", None)


def test_states_are_moves_on_the_page_and_in_the_api(manager, dataset):
    answer = manager.get(f"/api/v1/datasets/{dataset.pk}/").json()
    links = [
        link["name"] if isinstance(link, dict) else link for link in answer.get("moves", answer.get("actions", []))
    ]
    assert sorted(links) == ["withdraw"]
    assert manager.post(f"/datasets/{dataset.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert manager.post(f"/datasets/{dataset.pk}/withdraw/", {"reason": "wrong field map"}).status_code == 302
    dataset.refresh_from_db()
    assert dataset.state == "withdrawn"
    assert CuratedValue.objects.values_list("field", "value", "reason").get() == (
        "state",
        "withdrawn",
        "wrong field map",
    )
    page = manager.get(dataset.get_absolute_url()).content.decode()
    assert "wrong field map" in page
    assert "Mark as good" in page


def test_a_mismatch_is_shown_and_can_be_searched_for(member, tmp_path, datasets):
    source = tmp_path / "x.jsonl"
    source.write_text(f'{{"path": "{DATA}", "energy": "10580", "general_skim": "hadron"}}\n{{"path": "{mc(1)}"}}\n')
    DatasetLinesImporter().run([source], by=SYSTEM, apply=True)
    found = member.get("/api/v1/datasets/?declared=differs").json()
    assert [row["path"] for row in found["results"]] == [DATA]
    page = member.get(Dataset.objects.get(path=DATA).get_absolute_url()).content.decode()
    for words in ("10580", "mismatch", "Its producer declares something else", "nothing; the declared value counts"):
        assert words in page
    assert "Set values" not in page
    assert (
        "Declared by the producer"
        not in member.get(Dataset.objects.get(path=mc(1)).get_absolute_url()).content.decode()
    )
