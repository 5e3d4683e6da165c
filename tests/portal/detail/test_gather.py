"""Rows that a page reads together are those that each query gives alone, with the same types."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F

from members.groups.models import Appointment
from members.memberships.models import Membership
from members.people.models import Person
from members.people.queries import status
from members.requests.models import MembershipRequest
from portal.detail.gather import Rows, gather
from portal.periods import Period
from portal.testing.member_rows import membership_request
from portal.testing.personas import make_person

SPAN = {"since": F("period__startswith"), "end": F("period__endswith")}
PLACES = Rows(lambda key, on: Membership.objects.filter(person=key).order_by("pk").values("institute__name", **SPAN))
POSTS = Rows(lambda key, on: Appointment.objects.filter(person=key).current(on).values("post"))
STATUS = Rows(lambda key, on: Person.objects.filter(pk=key).annotate(on_day=status(on)).values("on_day"))
FILED = Rows(lambda key, on: MembershipRequest.objects.filter(person=key).values("family_name", "filed_at", "ends_on"))


@pytest.fixture
def somebody(personas):
    """With one membership that ended on a leap day, and a name that could break a statement."""
    return make_person("Zoë", "O'Neill %s {}", personas.institute, Period(date(2020, 3, 1), date(2024, 3, 1)))


def alone(rows, person, on):
    return [dict(row) for row in rows.query(person.pk, on)]


@pytest.mark.parametrize("on", [date(2019, 1, 1), date(2024, 2, 29), date(2024, 3, 1)])
def test_together_is_what_each_gives_alone(personas, somebody, on, django_assert_num_queries):
    filed = membership_request(personas.institute, "waiting", person=somebody, family_name='Q"\\uote%s')
    wanted = [PLACES, POSTS, STATUS, FILED]
    gather(wanted, somebody.pk, on)
    with django_assert_num_queries(1):
        found = gather(wanted, somebody.pk, on)
    assert {rows: alone(rows, somebody, on) for rows in wanted} == found
    assert found[PLACES] == [
        {"institute__name": "Harbour University", "since": date(2020, 3, 1), "end": date(2024, 3, 1)}
    ]
    assert found[FILED][0]["filed_at"] == filed.filed_at


def test_the_statement_is_kept_and_asked_for_another_person_and_day(personas, somebody):
    manager = personas.person("manager")
    first = gather([POSTS, STATUS], manager.pk, date(2026, 1, 1))
    assert (first[POSTS], first[STATUS]) == ([{"post": "manager"}], [{"on_day": "active"}])
    assert gather([POSTS, STATUS], manager.pk, date(2019, 1, 1)) == {POSTS: [], STATUS: [{"on_day": "future"}]}
    assert gather([POSTS, STATUS], somebody.pk, date(2026, 1, 1)) == {POSTS: [], STATUS: [{"on_day": "former"}]}


def test_nothing_is_asked_for_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert gather([], 1, date(2026, 1, 1)) == {}


def test_a_query_that_is_known_to_be_empty_is_refused(db):
    with pytest.raises(ValueError, match="known to be empty"):
        gather([Rows(lambda key, on: Person.objects.none().values("pk"))], 1, date(2026, 1, 1))
