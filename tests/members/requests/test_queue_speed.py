"""The queue costs as many queries for one row as for twelve, whoever looks and whatever the rows are."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.memberships.models import Delegate
from members.requests import policy
from members.requests.desk import actions as desk
from members.requests.models import MembershipRequest


def cost(client):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/approvals/")
    assert answer.status_code == 200
    return len(queries), answer.context["page"]["count"]


@pytest.mark.parametrize("identity", ['["delegate"]', "[]"])
@pytest.mark.parametrize("who", ["office", "delegate"])
def test_claimed_and_unclaimed_requests_of_attended_and_unattended_places(world, visit, by_law, who, identity):
    """Where delegates may sign for an identity the office is asked whether it stands in; else a row has a button."""
    by_law(f"[requests]\nidentity = {identity}\n")
    world.institute("Lonely")
    client = visit(who)

    def grow(times):
        for number in range(times):
            desk.claim(world.waiting(), by=world.user("deputy"))
            world.waiting(institute=world.institutes["Lonely"], family_name=f"Alone{number}")
            world.waiting(family_name=f"Free{number}")

    grow(1)
    client.get("/approvals/")  # what a process does once
    few, rows = cost(client)
    grow(5)
    many, more = cost(client)
    assert more > rows
    assert many == few


def test_what_the_list_reads_is_what_each_request_says(world):
    """Somebody else decides, only the applicant could, by record or by address, or nobody at all."""
    world.institute("Lonely")
    world.institute("Own")
    deputy = world.user("deputy").person
    world.delegate(deputy, "Own")
    Delegate.objects.filter(person=deputy, institute=world.institutes["Sundridge"]).delete()
    own = world.institutes["Own"]
    made = {
        "decided by another": world.waiting(),
        "nobody": world.waiting(institute=world.institutes["Lonely"]),
        "by another who is no applicant": world.waiting(institute=own),
        "by address": world.waiting(institute=own, email="Deputy@lab.example"),
        "by record": world.waiting(institute=own),
    }
    MembershipRequest.objects.filter(pk=made["by record"].pk).update(person=deputy)
    keys = {request.pk: words for words, request in made.items()}
    rows = MembershipRequest.objects.filter(pk__in=keys)
    together = {keys[row.pk]: policy.is_unattended(row) for row in policy.read_together(rows)}
    alone = {keys[row.pk]: policy.is_unattended(row) for row in rows}
    assert together == alone
    assert {words for words, yes in together.items() if yes} == {"nobody", "by address", "by record"}
