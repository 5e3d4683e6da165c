"""Who sees whom, and whose address: the same answer on page, in exports, in the API and in the history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from members.people import policy
from members.people.models import Person
from portal.policy import may, why


@pytest.fixture
def people(world):
    """By name: how somebody stands to Sundridge, whose delegate looks."""
    today = world.today
    made = {}
    for name, place, since, until in (
        ("here", "Sundridge", today, None),
        ("ends tomorrow", "Sundridge", today - timedelta(days=9), today + timedelta(days=1)),
        ("comes and goes", "Sundridge", today + timedelta(days=9), today + timedelta(days=20)),
        ("left today", "Sundridge", today - timedelta(days=9), today),
        ("elsewhere", "Northgate", today, None),
    ):
        made[name] = world.person("Ida", name.title(), email=f"{name.replace(' ', '-')}@private.example")
        world.member(made[name], place, since, until)
    made["both"] = world.person("Ida", "Both", email="both@private.example")
    world.member(made["both"], "Northgate", position=0)
    world.member(made["both"], "Sundridge", position=1)
    made["nowhere"] = world.person("Ida", "Nowhere", email="nowhere@private.example")
    return made


OWN = {"here", "ends tomorrow", "comes and goes", "both"}


def test_delegates_see_the_addresses_of_their_own_people_on_their_pages(people, visit):
    client = visit("delegate")
    for name, person in people.items():
        assert (person.email in client.get(f"/people/{person.pk}/").content.decode()) == (name in OWN), name
        # the changes tell earlier addresses too, which only the office sees
        assert person.email not in client.get(f"/people/{person.pk}/?tab=history").content.decode()
        assert person.email in visit("office").get(f"/people/{person.pk}/?tab=history").content.decode()
        client = visit("delegate")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("office", {"here", "ends tomorrow", "comes and goes", "left today", "elsewhere", "both", "nowhere"}),
        ("delegate", OWN),
        ("member", set()),
    ],
)
def test_the_column_holds_the_addresses_that_the_viewer_may_see(people, visit, who, sees):
    """By filter, search, sort, export and API alike."""
    client = visit(who)
    wanted = {people[name].email for name in sees}
    every = "status=active&status=expiring&status=former&status=future&status=expired&status=none"
    for address in (f"/people/?format=csv&col=email&{every}", f"/people/?format=json&col=email&{every}"):
        answer = client.get(address)
        body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert {person.email for person in people.values() if person.email in body} == wanted
    rows = client.get(f"/api/v1/people/?page_size=100&col=email&{every}").json()["results"]
    assert {row["email"] for row in rows if "private" in (row["email"] or "")} == wanted
    for name, person in people.items():
        row = client.get(f"/api/v1/people/{person.pk}/").json()
        assert row["email"] == (person.email if name in sees else None)
        found = client.get(f"/people/?email={person.email}&{every}").context["page"]["count"]
        assert found == sum(person.email in address for address in wanted)
    assert client.get("/people/?q=private.example").context["page"]["count"] == 0  # nobody finds people by address


def test_who_can_see_nobodys_address_has_no_column(people, visit, by_law):
    by_law('[privacy.fields]\nemail = { shown = "office", choice = ["office", "self"] }')
    for who, status in (("member", 400), ("delegate", 400), ("office", 200)):
        client = visit(who)
        for refused in ("col=email", "email=private", "sort=email"):
            assert client.get(f"/people/?{refused}").status_code == status
        assert ("email" in client.get(f"/api/v1/people/{people['here'].pk}/").json()) == (who == "office")


def test_everybody_sees_the_own_address(world, visit):
    person = world.user("member").person
    assert "member@lab.example" in visit("member").get(f"/people/{person.pk}/").content.decode()
    assert "member@lab.example" not in visit("stranger").get(f"/people/{person.pk}/").content.decode()


def test_whose_membership_is_over_sees_the_own_page_alone(world, visit):
    person = world.person("Eva", "Former", account="former")
    world.member(person, "Sundridge", until=world.today - timedelta(days=3))
    client = visit("former")
    assert client.get(f"/people/{person.pk}/").status_code == 200
    assert client.get(f"/people/{world.user('member').person.pk}/").status_code == 404
    answer = client.get("/people/")
    assert answer.status_code == 403
    assert "Only active members" in answer.content.decode()


@pytest.mark.parametrize("path", ["/people/", "/institutes/", "/groups/", "/approvals/", "/api/v1/people/"])
def test_an_applicant_with_an_account_is_told_who_may(world, visit, path):
    answer = visit("applicant").get(path)
    assert answer.status_code == 403
    assert "only" in answer.content.decode().lower()
    assert visit("applicant").get("/").status_code == 200
    assert visit("applicant").get("/join/").status_code == 200


@pytest.mark.parametrize("who", ["member", "delegate", "office", "applicant", "former"])
def test_who_may_see_a_person_finds_the_person_and_the_other_way_round(world, people, who):
    former = world.person("Eva", "Former", account="former")
    world.member(former, "Sundridge", until=world.today)
    user = world.user(who)
    rows = set(policy.visible(user, Person.objects.all()))
    assert rows == {person for person in Person.objects.all() if may(user, policy.SEE, person)}


def test_the_words_say_why(world, people):
    assert why(world.user("delegate"), policy.SEE_PRIVATE, people["here"]).words == (
        "you can because you are a delegate of an institute of this person"
    )
    assert why(world.user("member"), policy.SEE_PRIVATE, people["here"]).words.startswith(
        "only the person, delegates of"
    )
