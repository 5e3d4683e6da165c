"""Objects made of rows are those that `only()` reads, without a query; the rest is read when asked for."""

from __future__ import annotations

import pytest

from members.requests.models import MembershipRequest
from portal.listing.objects import made
from portal.testing.member_rows import membership_request

FIELDS = ("family_name", "state", "institute_id", "person_id", "institute__short_name")


@pytest.fixture
def requests(personas):
    return [membership_request(personas.institute, state) for state in ("waiting", "held")]


def rows(*fields):
    return list(MembershipRequest.objects.order_by("pk").values("pk", *fields))


def test_they_equal_what_only_reads(requests, django_assert_num_queries):
    read = rows(*FIELDS)
    with django_assert_num_queries(0):
        found = made(MembershipRequest, read, FIELDS)
        told = [(row.family_name, row.state, row.institute_id, row.institute.short_name) for row in found]
    narrow = MembershipRequest.objects.select_related("institute").order_by("pk")
    known = list(narrow.only("family_name", "state", "person_id", "institute__short_name"))
    assert found == known == requests
    assert told == [(row.family_name, row.state, row.institute_id, row.institute.short_name) for row in known]
    assert [row.get_deferred_fields() for row in found] == [row.get_deferred_fields() for row in known]
    assert [row.institute.get_deferred_fields() for row in found] == [
        row.institute.get_deferred_fields() for row in known
    ]
    assert not any(row._state.adding for row in found)


def test_what_is_not_among_the_fields_is_read_when_asked_for(requests, django_assert_num_queries):
    first = made(MembershipRequest, rows(*FIELDS), FIELDS)[0]
    with django_assert_num_queries(1):
        assert first.email == requests[0].email
    with django_assert_num_queries(1):
        assert first.institute.name == requests[0].institute.name
    with django_assert_num_queries(0):
        assert first.institute.name


def test_a_relation_that_is_none_is_none_without_a_query(requests, django_assert_num_queries):
    fields = (*FIELDS, "person__family_name")
    read = rows(*fields)
    with django_assert_num_queries(0):
        assert [row.person for row in made(MembershipRequest, read, fields)] == [None, None]


def test_rows_share_what_they_are_related_to(requests, personas):
    other = type(personas.institute).objects.create(
        name="North Lab", short_name="North", period=personas.institute.period
    )
    membership_request(other, "waiting")
    first, second, third = made(MembershipRequest, rows(*FIELDS), FIELDS)
    assert first.institute is second.institute
    assert (third.institute, third.institute.short_name) == (other, "North")


def test_no_rows_make_no_objects(db):
    assert made(MembershipRequest, [], FIELDS) == []
