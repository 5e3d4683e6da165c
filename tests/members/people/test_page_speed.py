"""The page of a person costs a delegate hardly more than a member, and shows and offers the same as before."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.memberships.models import Suspension
from portal.periods import Period


@pytest.fixture
def ida(world):
    person = world.person("Ida", "Quist", email="ida@hidden.example")
    world.member(person, "Sundridge", category="postdoc")
    return person


def queries(client, person):
    client.get(f"/people/{person.pk}/")  # what a process does once
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/people/{person.pk}/").status_code == 200
    return [query["sql"] for query in found]


def test_a_delegate_asks_hardly_more_than_a_member(visit, ida):
    member = queries(visit("stranger"), ida)
    delegate = queries(visit("delegate"), ida)
    looks = [sql for sql in delegate if "SAVEPOINT" in sql or sql.startswith("INSERT")]
    assert len(looks) == 3  # that contact data was seen is recorded
    assert len(delegate) - len(looks) == len(member)


def test_the_buttons_tell_a_suspension(world, visit, ida):
    def labels():
        head = visit("delegate").get(f"/people/{ida.pk}/").context["page"]
        return {button["label"] for button in (*head["actions"], *head["more_actions"])}

    assert "Suspend" in labels()
    row = Suspension.objects.create(person=ida, period=Period(world.today, None), reason="x")
    assert labels() & {"Suspend", "Lift suspension"} == {"Lift suspension"}
    row.period = Period(ida.memberships.get().period.lower, world.today)
    row.save()
    assert labels() & {"Suspend", "Lift suspension"} == {"Suspend"}


def test_contact_data_is_for_delegates_of_a_place_of_today(world, visit, ida):
    row = ida.memberships.get()
    assert "ida@hidden.example" in visit("delegate").get(f"/people/{ida.pk}/").content.decode()
    row.period = Period(row.period.lower, world.today)
    row.save()
    world.member(ida, "Northgate", since=world.today)
    assert "ida@hidden.example" not in visit("delegate").get(f"/people/{ida.pk}/").content.decode()
    assert "ida@hidden.example" in visit("stranger").get(f"/people/{ida.pk}/").content.decode()
