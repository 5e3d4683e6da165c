"""Statements of every page are planned once per connection, and only those."""

import pytest
from django.db import connection

from portal.prepared import prepared

ASKED = "SELECT %s::int + 41 AS never_asked_elsewhere"


def ask(number):
    with prepared() as cursor:
        cursor.execute(ASKED, [number])
        return cursor.fetchone()[0]


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%never_asked_elsewhere%'")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("threshold", "plans"), [(None, 0), (2, 1)])
def test_the_plan_is_kept_after_some_uses_unless_that_is_turned_off(db, threshold, plans):
    """The answers are the same either way, also for other parameters."""
    connection.ensure_connection()
    before, connection.connection.prepare_threshold = connection.connection.prepare_threshold, threshold
    known = kept()
    try:
        assert [ask(number) for number in range(1, 7)] == [42, 43, 44, 45, 46, 47]
        assert kept() - known == plans
    finally:
        connection.connection.prepare_threshold = before


def test_the_log_of_queries_shows_it(db, django_assert_num_queries):
    with django_assert_num_queries(1) as log:
        assert ask(1) == 42
    assert "1::int + 41" in log.captured_queries[0]["sql"]
