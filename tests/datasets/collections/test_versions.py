"""New versions: cloned, compared, checked; and the pages on which that is done."""

from decimal import Decimal

import pytest

from datasets.catalogue.models import Dataset
from datasets.collections import actions
from datasets.collections.checks import Check, checks, further
from datasets.collections.choices import Result
from datasets.collections.comparing import compare
from datasets.collections.models import Collection
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied
from portal.testing.races import at_once
from tests.datasets.conftest import as_data, mc

OFF = mc(9).replace("/4S/", "/4S_offres/")


def paths(collection):
    return list(collection.members.order_by("position").values_list("dataset__path", flat=True))


def results(collection):
    return {check.key: check.result for check in checks(collection)}


def test_a_new_version_has_the_members_in_order_and_says_why(collection):
    old = collection("mixed_v1", mc(3), mc(1), mc(2), luminosity=Decimal(3), campaign="MC15rd_b")
    new = actions.new_version(old, by=SYSTEM, reason=" runs were missing ")
    assert (new.path, new.state, new.version, new.reason) == (
        *("/belle/collection/MC/mixed_v2", "test", 2),
        "runs were missing",
    )
    assert (paths(new), new.campaign, new.luminosity, new.dataset_count) == (paths(old), "MC15rd_b", 3, 3)
    with pytest.raises(MoveRefused, match="mixed_v2 is a test of the next version already"):
        actions.new_version(old, by=SYSTEM, reason="again")
    with pytest.raises(MoveRefused, match="can still be changed"):
        actions.new_version(new, by=SYSTEM, reason="again")


def test_a_new_version_needs_a_reason_and_the_production_role(collection, personas):
    old = collection("mixed_v1", mc(1))
    with pytest.raises(MoveRefused, match="say why"):
        actions.new_version(old, by=SYSTEM, reason=" ")
    with pytest.raises(Denied):
        actions.new_version(old, by=personas["member"], reason="please")


def test_a_name_without_version_gets_one(collection):
    assert actions.new_version(collection("plain", mc(1)), by=SYSTEM, reason="r").path.endswith("/MC/plain_v2")


@pytest.mark.django_db(transaction=True)
def test_two_who_clone_at_once_make_one_version(collection):
    old = collection("mixed_v1", mc(1))

    def clone():
        return actions.new_version(Collection.objects.get(pk=old.pk), by=SYSTEM, reason="r")

    made, refused = sorted(at_once(clone, clone), key=lambda found: isinstance(found, Exception))
    assert (made.path[-3:], str(refused)) == ("_v2", "mixed_v2 is a test of the next version already")


def test_members_come_go_and_stand_in_the_order_given(collection, datasets):
    made = collection("mixed_v1", mc(1), mc(2), published=False)
    rows = datasets(mc(5), mc(2), mc(4))
    assert actions.add_members(made, rows, by=SYSTEM) == 2
    assert paths(made) == [mc(1), mc(2), mc(5), mc(4)]
    assert actions.remove_members(made, datasets(mc(1)), by=SYSTEM) == 1
    assert actions.add_members(made, Dataset.objects.filter(path__in=[mc(4), mc(1)]), by=SYSTEM) == 1
    assert (paths(made), made.dataset_count) == ([mc(2), mc(5), mc(4), mc(1)], 4)
    actions.set_members(made, datasets(mc(4), mc(2)), by=SYSTEM)
    assert (paths(made), made.dataset_count) == ([mc(4), mc(2)], 2)


def test_what_is_published_is_refused_in_words(collection, datasets):
    made = collection("mixed_v1", mc(1))
    for verb in (actions.add_members, actions.remove_members, actions.set_members):
        with pytest.raises(MoveRefused, match="make a new version"):
            verb(made, datasets(mc(2)), by=SYSTEM)
    with pytest.raises(MoveRefused, match="make a new version"):
        actions.edit(made, by=SYSTEM, description="x")


def test_checks_name_what_is_wrong_and_publication_is_refused(collection):
    made = collection("mixed_v1", mc(1), OFF, published=False, campaign="other", declared_events=7, declared_files=0)
    Dataset.objects.filter(path=OFF).update(state="withdrawn", events=5)
    found = results(made)
    wrong = {key for key, result in found.items() if result == Result.WRONG}
    assert wrong == {"withdrawn", "energy", "campaign", "sums"}
    with pytest.raises(MoveRefused) as refusal:
        actions.publish(made, by=SYSTEM)
    words = str(refusal.value)
    assert "1 datasets are withdrawn" in words
    assert "members have 4S, 4S_offres" in words
    assert "members have MC15rd_b, the collection says other" in words
    assert "7 events declared, 5 summed (1 datasets do not say)" in words
    made.refresh_from_db()
    assert made.state == "test"


def test_a_difference_that_is_explained_is_no_obstacle(collection):
    made = collection("mixed_v1", mc(1), OFF, published=False, differences="Both energies on purpose.")
    assert results(made)["energy"] == Result.EXPLAINED
    actions.publish(made, by=SYSTEM)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"luminosity": None}, "it is not given"),
        ({"luminosity_kind": ""}, "online or offline"),
        ({"luminosity_kind": "offline"}, "name the processing"),
        ({"luminosity_kind": "offline", "luminosity_processing": "proc13"}, ""),
        ({}, ""),
    ],
)
def test_data_have_a_luminosity_of_a_kind(collection, facts, words):
    made = collection("had_v1", mc(1), place="Data", published=False, **facts)
    (check,) = (check for check in checks(made) if check.key == "luminosity")
    assert (check.wrong, words in check.words) == (bool(words), True)


def test_simulation_among_data_is_found_and_runs_that_count_twice(collection, datasets):
    made = collection("had_v1", mc(1), place="Data", published=False)
    actions.add_members(made, datasets(as_data(mc(1)).replace("prod00027811", "prod00027812"), mc(2)), by=SYSTEM)
    found = {check.key: check for check in checks(made)}
    assert found["place"].wrong
    assert (found["twice"].result, "e26 r1" in found["twice"].words) == (Result.NOTE, True)


def test_slices_above_have_their_say(collection, monkeypatch):
    made = collection("mixed_v1", mc(1), published=False)
    further.append(lambda row: Check("notices", "Notices", Result.WRONG, f"one is open on {row}"))
    try:
        with pytest.raises(MoveRefused, match="notices: one is open on mixed_v1"):
            actions.publish(made, by=SYSTEM)
    finally:
        further.pop()


def test_versions_are_compared_as_page_text_and_api(manager, member, collection, datasets):
    old = collection("mixed_v1", mc(1), mc(2), luminosity=Decimal(2))
    Dataset.objects.update(events=10)
    new = actions.new_version(old, by=SYSTEM, reason="one was bad")
    actions.set_members(new, datasets(mc(3), mc(2), mc(4)), by=SYSTEM)
    actions.edit(new, by=SYSTEM, luminosity=Decimal("2.5"))
    assert list(compare(new, old).lines()) == [f"-{mc(1)}\n", f"+{mc(3)}\n", f"+{mc(4)}\n"]
    url = f"/collections/{new.pk}/diff/"
    html = manager.get(url).content.decode()
    assert "one was bad" in html
    assert all(words in html for words in ("2 added", "1 removed", "+0.5 fb⁻¹", mc(4)))
    assert b"".join(manager.get(f"{url}?format=txt").streaming_content).decode().splitlines()[0] == f"-{mc(1)}"
    answer = manager.get(f"/api/v1{url}?with={old.pk}").json()
    assert (answer["added_paths"], answer["removed_paths"]) == ([mc(3), mc(4)], [mc(1)])
    assert (answer["unchanged"], answer["luminosity_delta_invfb"]) == ({"datasets": 1, "events": 10}, "0.5")
    assert member.get(url).status_code == member.get(f"/api/v1{url}").status_code == 404  # a test is for its makers
    other = collection("charged_v1", mc(1))
    assert manager.get(f"{url}?with={other.pk}").status_code == 404
    assert manager.get(f"/collections/{other.pk}/diff/").status_code == 302


def test_the_way_from_a_search_to_a_published_collection(manager, datasets):
    datasets(mc(1), mc(2), mc(3, kind="uubar"))
    assert manager.get("/collections/found/").status_code == 302  # never all of the catalogue
    html = manager.get("/datasets/?event_type=ddbar").content.decode()
    assert "/collections/found/?event_type=ddbar" in html
    answer = manager.post("/collections/found/?event_type=ddbar", {"path": "/belle/collection/MC/dd_v1"})
    made = Collection.objects.get()
    assert (answer.status_code, paths(made)) == (302, [mc(1), mc(2)])
    manager.post("/collections/found/?event_type=uubar", {"into": made.pk})
    text = {"paths": f"{mc(1)}\n\n", "how": "remove"}
    manager.post(f"/collections/{made.pk}/members/", text)
    assert paths(made) == [mc(2), mc(3, kind="uubar")]
    wrong = manager.post(f"/collections/{made.pk}/members/", {"paths": "/belle/nothing", "how": "add"})
    assert (wrong.status_code, "Not in the catalogue: /belle/nothing" in wrong.content.decode()) == (422, True)
    edited = manager.get(f"/collections/{made.pk}/edit/").context["form"]
    data = {name: edited[name].value() or "" for name in edited.fields} | {"luminosity": "12 fb-1"}
    assert manager.post(f"/collections/{made.pk}/edit/", data | {"luminosity": "12"}).status_code == 422
    assert manager.post(f"/collections/{made.pk}/edit/", data).status_code == 302
    html = manager.get(f"/collections/{made.pk}/checks/").content.decode()
    assert "Nothing stands in the way" in html
    manager.post(f"/collections/{made.pk}/publish/")
    made.refresh_from_db()
    assert (made.state, made.luminosity, made.curated) == ("published", 12, ["luminosity"])
    page = manager.get(f"/collections/{made.pk}/").content.decode()
    assert "recommended" in page
    assert "New version" in page


def test_members_find_no_way_to_change(member, collection):
    made = collection("mixed_v1", mc(1))
    for name in ("edit", "members", "new-version", "checks"):
        assert member.get(f"/collections/{made.pk}/{name}/").status_code == 403
    html = member.get(f"/collections/{made.pk}/").content.decode()
    assert "New version" not in html
