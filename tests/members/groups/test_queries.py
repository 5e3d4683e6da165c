"""Seats, vacancies and the tree of a day."""

from __future__ import annotations

from datetime import date, timedelta

from members.groups import queries
from members.groups.models import Group
from portal.periods import Period

DAY = timedelta(days=1)


def vacant(on):
    return {group.code: group.vacant for group in queries.vacancies(on)}


def test_vacancies_are_those_of_the_day(world, organisation, ida):
    today = world.today
    assert vacant(today) == {"production": "deputy 1, manager 1", "skims": "liaison 2"}
    organisation.appoint(ida, since=today + 5 * DAY, until=today + 9 * DAY)
    assert vacant(today + 4 * DAY)["skims"] == "liaison 2"
    assert vacant(today + 8 * DAY)["skims"] == "liaison 1"
    assert vacant(today + 9 * DAY)["skims"] == "liaison 2"
    organisation.appoint(ida, "deputy", group=organisation.production)
    organisation.post(world.user("member").person, organisation.production, "manager")
    organisation.post(world.user("stranger").person, organisation.production, "manager")  # one too many is no vacancy
    assert vacant(today) == {"skims": "liaison 2"}
    assert list(queries.vacancies(today, {organisation.board.pk})) == []


def test_seats_that_are_no_numbers_are_no_seats(world, organisation):
    Group.objects.filter(code="skims").update(seats={"liaison": "many", "convener": None, "chair": -1, "x": 2})
    assert queries.seats_of(Group.objects.get(code="skims")) == []
    assert "skims" not in vacant(world.today) or vacant(world.today)["skims"] == "x 2"


def test_the_tree_of_a_day(world, organisation):
    queries_before = queries.tree(world.today, former=True)
    [board] = [node for node in queries_before if node.group.code == "board"]
    found = [(node.group.code, node.depth) for node in queries.walk([board])]
    assert found == [("board", 0), ("production", 1), ("skims", 2)]
    assert queries.tree(date(1899, 1, 1)) == []
    Group.objects.filter(code="production").update(period=Period(date(2000, 1, 1), world.today))
    assert ("skims", 0) in [(node.group.code, node.depth) for node in queries.walk(queries.tree(world.today))]


def test_above_and_below(organisation):
    keys = [organisation.skims.pk, organisation.production.pk, organisation.board.pk]
    assert queries.upwards(organisation.skims) == keys
    assert queries.below({organisation.board.pk}) == {organisation.production.pk, organisation.skims.pk}
    assert queries.below([]) == frozenset()


def test_heads_are_of_the_group_or_the_nearest_above(world, organisation):
    def names(group):
        return [person.family_name for person in queries.heads(group, world.today)]

    assert names(organisation.skims) == ["Çelik"]
    convener = world.user("convener").person
    assert [person.family_name for person in queries.heads(organisation.skims, world.today, convener.pk)] == ["Baker"]


def test_an_answer_key_is_ours_alone(organisation, ida):
    row = organisation.nominate(ida)
    key = queries.answer_key(row)
    assert queries.by_answer_key(key) == row.pk
    assert queries.by_answer_key(str(row.pk)) is None
    assert queries.by_answer_key(f"{row.pk + 1}:{key.partition(':')[2]}") is None
