"""Writing by the API, by the campaigns and the good-run lists: the same rules as on the pages, errors by field."""

import pytest

from datasets.campaigns.models import Campaign
from datasets.luminosity.models import GoodRunList
from portal.history import entries

CAMPAIGNS, LISTS = "/api/v1/campaigns/", "/api/v1/good-run-lists/"


@pytest.fixture
def manager(as_persona):
    return as_persona("manager")


def send(client, verb, address, body):
    return getattr(client, verb)(address, body, content_type="application/json")


def make(client, **facts):
    return send(client, "post", CAMPAIGNS, {"name": "proc99", "kind": "processing", "state": "planned"} | facts)


def test_a_row_is_made_and_answered_as_the_list_has_it(manager):
    answer = make(manager, releases=["release-08-00-10", "release-08-00-08"], experiments="7-8, 10", reason="by hand")
    assert answer.status_code == 201, answer.json()
    made = Campaign.objects.get()
    assert made.releases == ["release-08-00-10", "release-08-00-08"]
    assert made.experiments == "7-8, 10"
    assert answer.headers["Location"] == answer.json()["url"] == made.get_absolute_url()
    assert manager.get(f"{CAMPAIGNS}{made.pk}/").json() == answer.json()


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "a/b"}, "detail", "no slash"),
        ({"kind": "cooking"}, "kind", "cooking"),
        ({"planned_luminosity": -1}, "planned_luminosity", "not negative"),
        ({"planned_luminosity": "much"}, "planned_luminosity", "number"),
        ({"experiments": "8-7"}, "experiments", ""),
        ({"parents": ["nowhere"]}, "parents", "nowhere"),
        ({"colour": "red"}, "colour", "no such field"),
        ({"description": ["a", "b"]}, "description", "not a list"),
        ({"releases": [{"name": "x"}]}, "releases", "texts, numbers"),
        ({"contact": "a\x00b"}, "contact", "ull"),
    ],
)
def test_what_is_wrong_is_named_by_field_and_nothing_is_written(manager, facts, field, words):
    answer = make(manager, **facts)
    assert answer.status_code in (400, 409)
    assert list(answer.json()) == [field]
    assert words in str(answer.json()[field])
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null"])
def test_a_body_that_is_no_object_is_refused(manager, body):
    answer = send(manager, "post", CAMPAIGNS, body)
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


def test_a_change_touches_only_what_it_names(manager):
    make(manager, releases=["release-08-00-10"], experiments="7", contact="somebody")
    made = Campaign.objects.get()
    answer = send(manager, "patch", f"{CAMPAIGNS}{made.pk}/", {"state": "running", "reason": "it began"})
    assert answer.status_code == 200, answer.json()
    changed = Campaign.objects.get()
    assert (changed.state, changed.releases, changed.contact) == ("running", ["release-08-00-10"], "somebody")
    assert "it began" in [entry.reason for entry in entries(made)]


def test_the_name_of_a_campaign_is_no_field_of_a_change(manager):
    make(manager)
    made = Campaign.objects.get()
    answer = send(manager, "patch", f"{CAMPAIGNS}{made.pk}/", {"name": "other"})
    assert (answer.status_code, list(answer.json())) == (400, ["name"])
    assert Campaign.objects.get().name == "proc99"


def test_a_change_of_words_leaves_the_runs_of_a_list(manager):
    facts = {"name": "golden", "rule": "listed", "listed": "18: 200-203, 205"}
    assert send(manager, "post", LISTS, facts).status_code == 201
    made = GoodRunList.objects.get()
    answer = send(manager, "patch", f"{LISTS}{made.pk}/", {"description": "for the paper"})
    assert answer.status_code == 200, answer.json()
    assert [(row.low, row.high) for row in made.listed.order_by("low")] == [(200, 203), (205, 205)]
    assert send(manager, "patch", f"{LISTS}{made.pk}/", {"listed": "18: 1-2"}).status_code == 200
    assert [(row.low, row.high) for row in made.listed.all()] == [(1, 2)]
    assert send(manager, "patch", f"{LISTS}{made.pk}/", {"rule": "good", "listed": ""}).status_code == 200
    assert not made.listed.exists()


@pytest.mark.parametrize("persona", ["member", "secretary", "liaison", "outsider"])
def test_who_may_not_write_gets_no_further(manager, as_persona, persona):
    make(manager)
    client, made = as_persona(persona), Campaign.objects.get()
    assert make(client, name="mine").status_code == 403
    assert send(client, "patch", f"{CAMPAIGNS}{made.pk}/", {"contact": "me"}).status_code == 403
    assert (Campaign.objects.count(), Campaign.objects.get().contact) == (1, "")


@pytest.mark.parametrize("pk", ["0", "999999", "x", "9" * 30])
def test_a_row_that_is_not_there(manager, pk):
    assert send(manager, "patch", f"{CAMPAIGNS}{pk}/", {"contact": "me"}).status_code == 404


def test_a_list_without_verbs_takes_nothing(manager):
    assert send(manager, "post", "/api/v1/skims/", {"name": "x"}).status_code == 405
