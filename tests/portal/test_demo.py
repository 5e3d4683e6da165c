"""Rows with a past: only in a demo, only with the history triggers at rest, and only as told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import Group, Institute, Membership, Person
from portal.accounts.demo import mark_demo
from portal.accounts.models import DemoMark, User
from portal.demo import Act, Story, is_empty, mailed, uuid_of
from portal.history import entries, recorded
from portal.outbox.choices import EffectState
from portal.outbox.effects import enqueue
from portal.outbox.models import Effect
from portal.periods import Period
from portal.registry import DemoStep, Slot, registry

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2019, 5, 6, 7, 8, tzinfo=UTC)


@pytest.fixture
def story() -> Story:
    mark_demo()
    return Story(timezone.localdate())


def test_a_past_is_refused_where_there_is_no_demo():
    with pytest.raises(RuntimeError, match="only a database with the demo mark"):
        Story(timezone.localdate())


def test_acts_are_told_with_their_instants_actors_and_reasons(story):
    act = Act(LONG_AGO, "set up", who="Ana Ruiz", reason="needed")
    group = story.create(Group, act, code="TAU", name="Taus", kind="working_group")
    story.change(group, Act(LONG_AGO + timedelta(days=9), "rename", by=7, who="B. Two"), name="Tau")
    story.write()
    renamed, begun = entries(Group.objects.get(code="TAU"))
    assert (begun.at, begun.who, begun.verb, begun.reason) == (LONG_AGO, "Ana Ruiz", "set up", "needed")
    assert (renamed.at, renamed.who, renamed.verb) == (LONG_AGO + timedelta(days=9), "B. Two", "rename")
    assert [tuple(change) for change in renamed.changes] == [("name", "Taus", "Tau")]
    assert Group.objects.get().name == "Tau"


def test_a_row_that_was_written_can_be_changed_later_and_is_told_once(story):
    group = story.create(Group, Act(LONG_AGO, "set up"), code="TAU", name="Taus", kind="working_group")
    story.write()
    story.change(group, Act(LONG_AGO + timedelta(days=1), "rename"), name="Tau", description="τ")
    story.write()
    story.write()
    group.refresh_from_db()
    assert (group.name, group.description) == ("Tau", "τ")
    assert [entry.verb for entry in entries(group)] == ["rename", "set up"]


def test_the_story_ends_when_the_day_begins_and_loading_is_now(story):
    story.create(Group, Act(timezone.now() + timedelta(days=3), "set up"), code="X", name="X", kind="board")
    story.create(Group, code="Y", name="Y", kind="board")
    story.write()
    ends = datetime.combine(timezone.localdate(), time(), UTC)
    assert entries(Group.objects.get(code="X"))[0].at == min(ends, story.loading.at) <= timezone.now()
    assert entries(Group.objects.get(code="Y"))[0].at == story.loading.at


def test_instants_that_django_would_set_to_now_are_those_of_the_story(story):
    story.create(Effect, kind="mail", key="k", payload={"to": "a@b.example"}, created_at=LONG_AGO)
    story.write()
    effect = Effect.objects.get()
    assert (effect.created_at, effect.payload) == (LONG_AGO, {"to": "a@b.example"})


def test_every_kind_of_column_survives_the_copy(story):
    texts = 'tab\there, line\nthere, back\\slash, "quotes", \\N and æ 山'
    person = story.create(Person, Act(LONG_AGO, "admit", reason=texts), family_name=texts, paper_name="x")
    site = story.create(
        Institute,
        uuid=uuid_of("i1"),
        name="n",
        short_name="s",
        period=Period(LONG_AGO.date(), None),
    )
    story.create(Membership, person=person, institute=site, period=Period(LONG_AGO.date(), date(2020, 1, 1)))
    story.write()
    membership = Membership.objects.get()
    assert membership.person.family_name == texts
    assert (membership.period, membership.category) == (Period(LONG_AGO.date(), date(2020, 1, 1)), None)
    assert membership.institute.uuid == uuid_of("i1") != uuid_of("i2")
    assert entries(person)[0].reason == texts


def test_constraints_stay_awake(story):
    for _ in range(2):
        story.create(Group, code="TAU", name="Taus", kind="working_group")
    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        story.write()


def test_keys_go_on_after_the_story(story):
    rows = [story.create(Group, code=f"G{n}", name="x", kind="board") for n in range(3)]
    assert [row.pk - rows[0].pk for row in rows] == [0, 1, 2]
    story.write()
    assert Group.objects.create(code="next", name="x", kind="board").pk == rows[-1].pk + 1


def test_the_triggers_write_the_history_again_after_the_story(story):
    with recorded("outside"):
        group = story.create(Group, code="TAU", name="Taus", kind="working_group")
        story.write()
        Group.objects.filter(pk=group.pk).update(name="Tau")
    assert [entry.verb for entry in entries(group)] == ["outside", "load demo"]


def test_a_mail_of_the_story_has_left_then_or_came_back_and_others_stay_as_they_are():
    earlier = enqueue("mail", {"to": "a@b.example"}, key="earlier")
    with mailed(LONG_AGO, "confirm"):
        enqueue("mail", {"to": "c@d.example"}, key="left")
    with mailed(LONG_AGO, "file", "no such mailbox"):
        enqueue("mail", {"to": "e@f.example"}, key="bounced")
    left, bounced = Effect.objects.get(key="left"), Effect.objects.get(key="bounced")
    assert (left.state, left.verb, left.created_at) == (EffectState.DONE, "confirm", LONG_AGO)
    assert left.done_at == LONG_AGO + timedelta(seconds=4)
    assert (bounced.state, bounced.last_error, bounced.done_at) == (EffectState.FAILED, "no such mailbox", None)
    was = earlier.state, earlier.created_at
    earlier.refresh_from_db()
    assert (earlier.state, earlier.created_at) == was


def test_an_account_or_a_row_of_any_list_makes_it_no_empty_database():
    assert is_empty()
    with transaction.atomic():
        User.objects.create_user("ana")
        assert not is_empty()
        transaction.set_rollback(True)
    Group.objects.create(code="TAU", name="Taus", kind="working_group")
    assert not is_empty()


def test_the_command_refuses_in_one_sentence_and_leaves_no_mark():
    User.objects.create_user("ana")
    with pytest.raises(CommandError, match=r"^The database is not empty; [^.]+\.$"):
        call_command("load_demo")
    assert not DemoMark.objects.exists()


def first_step(today):
    Group.objects.create(code="TAU", name="Taus", kind="working_group")
    return f"one group on {today}"


def broken_step(today):
    raise OSError("the disk is full")


@pytest.mark.parametrize("broken", [False, True])
def test_steps_run_in_their_order_and_all_or_nothing(monkeypatch, capsys, broken):
    steps = Slot()
    steps.add(DemoStep(20, "Second", f"{__name__}.{'broken_step' if broken else 'first_step'}"))
    steps.add(DemoStep(10, "First", f"{__name__}.first_step"))
    if not broken:
        steps = Slot()
        steps.add(DemoStep(10, "First", f"{__name__}.first_step"))
    monkeypatch.setitem(registry.__dict__, "demo", steps)
    if broken:
        with pytest.raises(OSError, match="disk"), transaction.atomic():
            call_command("load_demo")
        assert is_empty()
        assert not DemoMark.objects.exists()
    else:
        call_command("load_demo")
        assert capsys.readouterr().out.startswith(f"First: one group on {timezone.localdate()} (")
        assert DemoMark.objects.exists()
        assert entries(Group.objects.get())[0].verb == "load demo"
