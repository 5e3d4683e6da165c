"""Campaigns are opened and kept by the production, with words where something is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.campaigns import actions
from datasets.campaigns.experiments import ExperimentsError, parse, words
from datasets.campaigns.models import Campaign
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied

RELEASES = ["release-08-00-10", "release-08-00-08"]
FACTS = {"kind": "processing", "state": "planned", "experiments": "8, 7 ,10-12", "releases": ",".join(RELEASES)}


@pytest.mark.parametrize(
    ("text", "found"),
    [("7-8,10, 12", [7, 8, 10, 12]), ("", []), ("12 7;7", [7, 12]), ("7 – 9", [7, 8, 9]), ("1003", [1003])],
)
def test_experiments_as_people_write_them(text, found):
    assert parse(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [("7-", "“7-” is no experiment"), ("9-7", "9-7: the range begins after its end"), ("12345", "is no experiment"),
     ("x", "“x” is no experiment"), ("-7", "“-7” is no experiment"), ("٧", "is no experiment")],
)  # fmt: skip
def test_what_is_no_experiment_is_named(text, said):
    with pytest.raises(ExperimentsError, match=said):
        parse(text)


@given(st.sets(st.integers(0, 9999), max_size=30))
def test_a_list_of_experiments_is_read_as_it_was_written(numbers):
    assert parse(words(numbers)) == sorted(numbers)


def test_a_campaign_has_several_releases_parents_and_parts(db):
    Campaign.objects.create(name="proc16", kind="processing")
    lists = {"parents": ["proc16", " proc16 "], "releases": [RELEASES[0], "", RELEASES[1]], "parts": ["chunk1"]}
    made = actions.begin("MC16rd_proc16", by=SYSTEM, kind="mc_rd", experiments="8,7", **lists)
    assert (made.parents, made.releases) == (["proc16"], RELEASES)
    assert (made.parts, made.experiments) == (["chunk1"], "7-8")


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        ("proc16", {}, "there is a campaign proc16 already"),
        ("a/b", {}, "no space and no slash"),
        ("a b", {}, "no space and no slash"),
        (" ", {}, "no space and no slash"),
        ("new", {"parents": ["new"]}, "parents: a campaign is not its own parent"),
        ("new", {"parents": ["proc16", "proc99"]}, "parents: there is no campaign proc99"),
        ("new", {"experiments": "x"}, "experiments: “x” is no experiment"),
    ],
)
def test_what_is_refused_says_why(db, name, facts, said):
    Campaign.objects.create(name="proc16", kind="processing")
    with pytest.raises(MoveRefused, match=said):
        actions.begin(name, by=SYSTEM, kind="skim", **facts)
    assert Campaign.objects.count() == 1


def test_the_production_opens_and_edits(as_persona, personas):
    member, manager = as_persona("member"), as_persona("manager")
    assert member.get("/campaigns/new/").status_code == 403
    assert "New campaign" not in member.get("/campaigns/").content.decode()
    assert "New campaign" in manager.get("/campaigns/").content.decode()
    assert manager.post("/campaigns/new/", {"name": "proc17", **FACTS}).status_code == 302
    made = Campaign.objects.get()
    assert (made.experiments, made.releases) == ("7-8, 10-12", RELEASES)
    address = f"/campaigns/{made.pk}/edit/"
    assert member.post(address, FACTS).status_code == 403
    with pytest.raises(Denied):
        actions.edit(made, by=personas["member"], contact="me")
    assert manager.post(address, FACTS | {"planned_luminosity": "426.88", "parts": "chunk1, chunk2"}).status_code == 302
    html = member.get(made.get_absolute_url()).content.decode()
    assert "426.88 fb⁻¹" in html
    assert "chunk1, chunk2" in html
    history = member.get(f"{made.get_absolute_url()}?tab=history").content.decode()
    assert "chunk1, chunk2" in history


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"experiments": "9-7"}, "9-7: the range begins after its end."),
        ({"planned_luminosity": "-1"}, "A luminosity is not negative."),
        ({"planned_luminosity": "nan"}, "Enter a number."),
        ({"kind": "other"}, "Select a valid choice."),
        ({"parents": "proc99"}, "There is no campaign proc99."),
        ({"releases": "x" * 65}, "at most 64 characters"),
        ({"streams": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(manager, given, said):
    answer = manager.post("/campaigns/new/", {"name": "proc17", **FACTS, **given})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Campaign.objects.exists()


def test_parents_and_children_lead_to_each_other(member, db):
    parent = Campaign.objects.create(name="proc16", kind="processing")
    child = Campaign.objects.create(name="MC16rd_proc16", kind="mc_rd", parents=["proc16", "gone"])
    html = member.get(child.get_absolute_url()).content.decode()
    assert f'<a href="{parent.get_absolute_url()}">proc16</a>, gone' in html
    assert (
        f'<a href="{child.get_absolute_url()}">MC16rd_proc16</a>'
        in member.get(parent.get_absolute_url()).content.decode()
    )
