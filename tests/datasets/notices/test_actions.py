"""The verbs of notices: who may, what is on record afterwards, and who hears of it."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from datasets.following.models import Follow, News, Reading
from datasets.notices import actions
from datasets.notices.models import Notice, NoticeMatch
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied
from tests.datasets.conftest import mc
from tests.datasets.notices.conftest import kept, raw

FACTS = {"title": "Scale", "body": "It is wrong.", "query": "campaign=MC15rd_b"}


def test_the_life_of_a_notice_is_on_record(personas, datasets):
    datasets(mc(1))
    manager = personas["manager"]
    made = actions.draft(by=manager, **FACTS)
    assert (made.state, made.opened_on, made.certain, made.written_by) == ("draft", None, 1, manager)
    actions.edit(made, by=manager, reason="more", severity="do_not_use", remedy="Use MC16.")
    actions.open_notice(made, by=manager)
    assert (made.state, made.opened_on) == ("open", timezone.localdate())
    actions.close(made, by=manager, reason="Produced again as prod00031000")
    assert (made.state, made.closed_on, made.resolution) == (
        "closed",
        timezone.localdate(),
        "Produced again as prod00031000",
    )
    actions.reopen(made, by=manager, reason="Not all of it")
    assert (made.state, made.closed_on, made.resolution, made.openings) == ("open", None, "", 2)
    verbs = [entry.verb for entry in entries(made)]
    assert verbs == ["reopen", "close", "open", "edit", "draft"]


@pytest.mark.parametrize("persona", ["member", "delegate", "liaison", "office"])
def test_only_who_manages_the_production_keeps_notices(personas, notice, persona):
    user, made, hidden = personas[persona], notice(query="campaign=x"), notice(query="campaign=x", opened=False)
    with pytest.raises(Denied):
        actions.draft(by=user, **FACTS)
    with pytest.raises(Denied):
        actions.edit(made, by=user, title="Other")
    with pytest.raises(Denied):
        actions.open_notice(hidden, by=user)
    with pytest.raises(Denied):
        actions.discard(hidden, by=user)
    with pytest.raises(Denied):
        actions.close(made, by=user, reason="no")
    assert set(Notice.objects.values_list("state", "title")) == {("open", made.title), ("draft", made.title)}


def test_a_draft_is_deleted_and_stays_on_record(personas, datasets):
    datasets(mc(1))
    manager = personas["manager"]
    made, other = (actions.draft(by=manager, **FACTS | {"title": title}) for title in ("Scale", "Other"))
    gone = Notice.objects.get(pk=made.pk)
    actions.discard(made, by=manager, reason="It was the detector.")
    assert set(Notice.objects.values_list("title", flat=True)) == {"Other"}
    assert set(NoticeMatch.objects.values_list("notice", flat=True)) == {other.pk}
    newest, oldest = entries(gone)
    assert (newest.verb, newest.reason, oldest.verb) == ("delete", "It was the detector.", "draft")
    with pytest.raises(MoveRefused, match="deleted already"):
        actions.discard(gone, by=manager)


def test_what_people_were_told_of_is_not_deleted(personas, notice):
    for made in (opened := notice(query="campaign=x"), closed := notice(query="campaign=x", title="Closed")):
        if made is closed:
            actions.close(made, by=SYSTEM, reason="done")
        with pytest.raises(MoveRefused, match=r"cannot delete: it is (open|closed)"):
            actions.discard(made, by=personas["manager"])
    assert set(Notice.objects.values_list("pk", flat=True)) == {opened.pk, closed.pk}


def test_a_move_from_the_wrong_state_or_without_a_reason_is_refused(notice):
    made = notice(query="campaign=x")
    with pytest.raises(MoveRefused, match="already open"):
        actions.open_notice(made, by=SYSTEM)
    with pytest.raises(MoveRefused, match="a reason is needed"):
        actions.close(made, by=SYSTEM, reason="  ")
    actions.close(made, by=SYSTEM, reason="done")
    with pytest.raises(MoveRefused, match="it is closed"):
        actions.edit(made, by=SYSTEM, title="Other")


def test_an_edit_without_what_it_affects_is_refused_and_changes_nothing(notice, datasets):
    datasets(mc(1))
    made = notice(query="campaign=MC15rd_b")
    with pytest.raises(MoveRefused, match="query: say what it affects"):
        actions.edit(made, by=SYSTEM, query="", title="Other")
    made.refresh_from_db()
    assert (made.title, made.query, kept(made)) == ("Momentum scale", "campaign=MC15rd_b", {mc(1): True})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"state": "open"},
        {"state": "draft", "opened_on": date(2026, 1, 1)},
        {"state": "closed", "opened_on": date(2026, 1, 1), "closed_on": date(2026, 1, 2)},
        {
            "state": "closed",
            "opened_on": date(2026, 1, 2),
            "closed_on": date(2026, 1, 1),
            "resolution": "before it began",
        },
        {"state": "draft", "query": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(facts):
    with pytest.raises(IntegrityError):
        Notice.objects.create(**{"title": "x", "body": "x", "query": "campaign=x", **facts})


def told(user):
    return list(Reading.objects.filter(user=user).order_by("news__pk").values_list("news__text", flat=True))


def test_a_notice_on_runs_reaches_the_right_people_and_nobody_else(personas, datasets, notice):
    inside, outside, merged = datasets(raw(245), raw(261), raw("r00000"))
    for persona, row in (("member", inside), ("delegate", outside), ("liaison", merged)):
        Follow.objects.create(user=personas[persona], dataset=row)
    made = notice(runs="exp 18: 230-260", severity="do_not_use")
    assert told(personas["member"]) == told(personas["liaison"]) == ["Do not use: Momentum scale"]
    assert told(personas["delegate"]) == []
    actions.edit(made, by=SYSTEM, runs="exp 18: 230-261")
    assert told(personas["delegate"]) == ["Do not use: Momentum scale"]
    assert len(told(personas["member"])) == 1
    actions.close(made, by=SYSTEM, reason="corrected")
    assert told(personas["member"])[1:] == ["Closed: Momentum scale. Resolved by: corrected"]
    actions.reopen(made, by=SYSTEM, reason="it was not")
    assert len(told(personas["member"])) == 3


def test_a_file_that_is_bad_makes_its_dataset_one_that_is_affected(datasets, notice):
    one, other, _ = datasets(mc(1), mc(2), mc(3))
    file = f"{mc(1)}/sub00/mdst_000001_prod00030843_task17869000001.root"
    made = notice(paths=f"{file}\n{mc(2)}/sub01\n{mc(1)}")
    assert made.paths == f"{mc(1)}\n{mc(2)}"
    assert kept(made) == {one.path: True, other.path: True}
    with pytest.raises(MoveRefused, match="paths: line 1: “e18” does not fit after “s00”"):
        notice(paths=mc(1).replace("/e00", "/e18/e00"))


def test_a_draft_tells_nobody(personas, datasets, notice):
    (row,) = datasets(mc(1))
    Follow.objects.create(user=personas["member"], dataset=row)
    made = notice(paths=mc(1), opened=False)
    actions.edit(made, by=SYSTEM, paths=f"{mc(1)}\n{mc(2)}")
    datasets(mc(2))
    actions.catch_up()
    assert not News.objects.exists()


def test_who_follows_a_collection_hears_when_a_new_version_holds_what_is_affected(personas, collection, notice):
    collection("mixed_v1", mc(9))
    Follow.objects.create(user=personas["member"], data_type="mc", family="mixed")
    Follow.objects.create(user=personas["delegate"], data_type="mc", family="charged")
    notice(paths=mc(1))
    assert told(personas["member"]) == []
    collection("mixed_v2", mc(1))
    assert "Serious: Momentum scale" in told(personas["member"])
    assert told(personas["delegate"]) == []
