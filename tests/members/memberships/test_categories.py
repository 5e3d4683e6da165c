"""The office keeps the categories of membership as data; numbers link to the people whom they count."""

from datetime import date

import pytest
from django.utils import timezone

from members.memberships.categories import actions
from members.memberships.models import Category
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import Denied

FACTS = {
    "name": "visiting scholar", "code": "visiting", "order": "5", "may_be_author": "on", "is_member": "on",
    "longest_days": "400", "reason": "as the board decided",
}  # fmt: skip


def test_the_office_adds_changes_and_removes_one(world, client):
    client.force_login(world.user("office"))
    answer = client.post("/categories/new/", FACTS, follow=True)
    assert "Visiting scholar is saved" in answer.content.decode()
    made = Category.objects.get(code="visiting")
    assert (made.may_be_author, made.counts_for_votes, made.longest_days, made.needs_end) == (True, False, 400, False)
    change = {**FACTS, "name": "guest scholar", "needs_end": "on", "longest_days": ""}
    client.post(f"/categories/{made.pk}/change/", change)
    made.refresh_from_db()
    assert (made.name, made.needs_end, made.longest_days) == ("guest scholar", True, None)
    last = entries(made)[0] if entries(made)[0].verb == "keep category" else entries(made)[-1]
    assert (last.verb, last.reason) == ("keep category", "as the board decided")
    client.post(f"/categories/{made.pk}/remove/")
    assert not Category.objects.filter(code="visiting").exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"code": "postdoc"}, "Category with this Code already exists"),
        ({"code": "no spaces"}, "Enter a valid “slug”"),
        ({"name": ""}, "This field is required"),
        ({"longest_days": "0"}, "At least one day"),
        ({"longest_days": "-3"}, "greater than or equal to 0"),
        ({"is_member": "", "counts_for_votes": "on"}, "Guests do not count for votes"),
    ],
)
def test_what_cannot_be_names_the_field_and_writes_nothing(world, client, facts, words):
    client.force_login(world.user("office"))
    before = list(Category.objects.values())
    answer = client.post("/categories/new/", FACTS | facts)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert list(Category.objects.values()) == before


def test_one_that_somebody_has_stays(world, client):
    postdoc = Category.objects.get(code="postdoc")
    world.member(world.person("Ana", "Quill"), "Sundridge", category="postdoc")
    with pytest.raises(MoveRefused, match="memberships have it"):
        actions.remove(postdoc, by=world.user("office"))
    client.force_login(world.user("office"))
    answer = client.post(f"/categories/{postdoc.pk}/remove/", follow=True)
    assert "cannot be removed" in answer.content.decode()


def test_the_number_is_that_of_the_list_behind_it(world, client):
    """Two affiliations are one person; the former and the dead do not count."""
    phd = Category.objects.get(code="phd-student")
    twice, gone, dead = (world.person(name, "Quill") for name in ("Ana", "Bo", "Cy"))
    world.member(twice, "Sundridge", category="phd-student")
    world.member(twice, "Northgate", category="phd-student")
    world.member(gone, "Sundridge", date(2010, 1, 1), timezone.localdate(), "phd-student")
    world.member(dead, "Sundridge", category="phd-student")
    dead.deceased = True
    dead.save()
    client.force_login(world.user("office"))
    row = next(row for row in client.get("/api/v1/categories/").json()["results"] if row["id"] == phd.pk)
    people = client.get(f"/api/v1/people/?at_category={phd.pk}").json()
    assert row["people"] == people["count"] == 1
    assert f"/people/?at_category={phd.pk}" in client.get("/categories/").content.decode()


def test_members_see_them_and_only_the_office_keeps_them(world, client):
    client.force_login(world.user("member"))
    assert client.get("/categories/").status_code == 200
    page = client.get(f"/categories/{Category.objects.first().pk}/").content.decode()
    assert "Remove" not in page
    assert client.post("/categories/new/", FACTS).status_code == 403
    with pytest.raises(Denied):
        actions.keep(Category(), by=world.user("member"), name="x", code="x")
    assert not Category.objects.filter(code="visiting").exists()
