"""A plan counts everything, keeps what a person must look at, and speaks plainly."""

import pytest

from portal.importing import Action, Change, Plan


def test_counts_are_complete_where_rows_are_not_kept():
    plan = Plan(kept=2)
    for number in range(5):
        plan.add(Change(Action.CREATE, "person", f"P{number}", number))
    plan.add(Change(Action.CONFLICT, "person", "Q", 9, note="two records fit"))
    assert (plan.counts[Action.CREATE], len(plan.of(Action.CREATE)), len(plan.of(Action.CONFLICT))) == (5, 2, 1)
    assert plan.writes == 5
    assert "create: … and 4 more" in plan.words(shown=1)


@pytest.mark.parametrize(
    ("actions", "status", "writes"),
    [
        ((), 0, 0),
        ((Action.SKIP, Action.CREATE, Action.UPDATE), 0, 2),
        ((Action.REJECT,), 1, 0),
        ((Action.CREATE, Action.CONFLICT), 1, 1),
    ],
)
def test_the_exit_status_is_one_for_what_a_person_must_settle(actions, status, writes):
    plan = Plan()
    for action in actions:
        plan.add(Change(action, "person", "P"))
    assert (plan.exit_code, plan.writes) == (status, writes)


def test_problems_do_not_keep_a_row_out():
    plan = Plan()
    plan.problem(3, "the ORCID is malformed")
    plan.problem(None, "the file has no date")
    assert plan.exit_code == 0
    assert plan.words().splitlines()[-2:] == ["problem line 3: the ORCID is malformed", "problem: the file has no date"]


def test_every_rejection_is_told_with_its_line_and_change():
    plan = Plan()
    for number in range(30):
        plan.add(Change(Action.REJECT, "dataset", f"D{number}", number, note="no path"))
    plan.add(Change(Action.UPDATE, "person", "Ada", 7, (("name", "", "Ada"), ("city", "Oslo", ""))))
    lines = plan.words(shown=1).splitlines()
    assert lines[3:33] == [f"reject line {n}: dataset D{n}: no path" for n in range(30)]
    assert lines[-1] == "update line 7: person Ada (name: – → Ada; city: Oslo → –)"
    assert plan.as_json()["changes"][-1]["fields"] == [["name", "", "Ada"], ["city", "Oslo", ""]]


def test_ends_are_told_only_where_there_are_any():
    plan = Plan()
    assert "end" not in plan.as_json()["counts"]
    plan.add(Change(Action.END, "membership", "Ada at Oslo", 4))
    assert (plan.as_json()["counts"]["end"], plan.writes, plan.exit_code) == (1, 1, 0)
    assert plan.words().startswith("0 create, 0 update, 1 end, 0 skip")


def test_a_held_plan_says_why_and_is_no_success():
    plan = Plan(held="it would end too much", held_count=9)
    assert plan.exit_code == 1
    assert plan.words().splitlines()[-1] == "held: it would end too much"
    assert (plan.as_json()["held"], plan.as_json()["held_count"]) == ("it would end too much", 9)
    assert "held" not in Plan().as_json()


def test_only_a_conflict_that_can_be_decided_has_choices():
    plan = Plan()
    plan.add(Change(Action.CONFLICT, "person", "Ada", 2, key="k", choices=(("new", "a new person"),)))
    plan.add(Change(Action.CONFLICT, "person", "Bo", 3))
    first, second = plan.as_json()["changes"]
    assert (first["key"], first["choices"], "choices" in second) == ("k", [["new", "a new person"]], False)
