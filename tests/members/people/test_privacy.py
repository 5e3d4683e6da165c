"""What a person shows to an audience is seen by that audience alone, however somebody asks for it."""

from __future__ import annotations

import pytest

from members.people import actions, policy
from members.people.choices import PRIVATE_FIELDS, Audience
from members.people.models import FieldAudience, Person, PersonIdentifier
from portal.lifecycle import MoveRefused
from portal.policy import SYSTEM, Denied

EVERY = ("delegate", "member", "stranger", "office")
SEERS = {
    "public": set(EVERY),
    "members": set(EVERY),
    "delegates": {"delegate", "office"},
    "office": {"office"},
    "self": set(),
}


@pytest.fixture
def ida(world):
    person = world.person("Ida", "Quist", account="ida", native_name="井田", email="ida@hidden.example")
    world.member(person, "Sundridge")
    return person


def read(client, address):
    answer = client.get(address)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def every_way(client, person):
    """All that the portal tells of the person's address and native script."""
    columns = "col=full_name&col=email&col=native_name&col=orcid"
    yield read(client, f"/people/{person.pk}/")
    yield read(client, f"/people/?q=quist&{columns}")
    for kind in ("csv", "json"):
        yield read(client, f"/people/?q=quist&format={kind}&{columns}")
    yield read(client, f"/api/v1/people/?q=quist&{columns}")
    yield read(client, f"/api/v1/people/{person.pk}/")
    yield read(client, "/search/?q=quist")


@pytest.mark.parametrize("audience", ["public", "members", "delegates", "office", "self"])
def test_the_choice_holds_on_page_list_export_and_api(world, visit, by_law, ida, audience):
    by_law('[privacy.fields]\nemail = { shown = "members", choice = ["public","members","delegates","office","self"] }')
    actions.choose_audience(ida, choices={"email": audience}, by=world.user("ida"))
    for who in EVERY:
        client = visit(who)
        told = [ida.email in text for text in every_way(client, ida)][:6]
        sees = who in SEERS[audience]
        assert told == [sees] * 6, (who, told)
        assert policy.may_see(world.user(who), Person.objects.get(pk=ida.pk), "email") == sees
        found = client.get("/people/?email=hidden.example").context["page"]["count"]
        assert found == (1 if sees else 0), who
        order = [row["id"] for row in client.get("/api/v1/people/?sort=email&page_size=100").json()["results"]]
        assert ida.pk in order
    assert ida.email in read(visit("ida"), f"/people/{ida.pk}/")
    assert client.get("/people/?email=hidden.example").context["page"]["count"] == 1  # of the own record


def test_counts_under_a_filter_by_address_are_not_shared(world, visit, ida):
    assert visit("office").get("/people/?email=hidden.example").context["page"]["count"] == 1
    assert visit("member").get("/people/?email=hidden.example").context["page"]["count"] == 0


def test_sorting_by_address_tells_nothing_of_hidden_ones(world, visit):
    """All hidden addresses stand together, ordered by nothing that depends on them."""
    people = [world.person("Ida", f"Row{n}", email=f"{'zma'[n]}@hidden.example") for n in range(3)]
    rows = visit("member").get("/api/v1/people/?sort=email&q=row&status=none").json()["results"]
    assert [row["id"] for row in rows] == [person.pk for person in people]


def test_a_hidden_native_name_is_neither_shown_nor_found(world, visit, ida):
    assert visit("member").get("/people/?q=井田").context["page"]["count"] == 1
    actions.choose_audience(ida, choices={"native_name": "office"}, by=world.user("ida"))
    client = visit("member")
    assert client.get("/people/?q=井田").context["page"]["count"] == 0
    assert not any("井田" in text for text in every_way(client, ida))
    assert "井田" not in read(client, f"/people/{ida.pk}/?tab=history")
    assert "井田" in read(visit("office"), f"/people/{ida.pk}/")
    actions.choose_audience(ida, choices={"native_name": ""}, by=world.user("ida"))
    assert visit("member").get("/people/?q=井田").context["page"]["count"] == 1


def test_the_history_does_not_tell_former_addresses(world, visit, ida):
    """Who sees the address of today does not read those of before."""
    Person.objects.filter(pk=ida.pk).update(email="new@hidden.example")
    actions.choose_audience(ida, choices={"email": "members"}, by=world.user("ida"))
    for who, sees in (("member", False), ("delegate", False), ("office", True), ("ida", True)):
        assert ("ida@hidden.example" in read(visit(who), f"/people/{ida.pk}/?tab=history")) == sees, who
    assert "new@hidden.example" in read(visit("member"), f"/people/{ida.pk}/")


def test_hidden_identifiers_are_in_no_history(world, visit, ida):
    actions.add_identifier(ida, kind="ORCID", value="0000-0002-1825-0097", by=world.user("ida"))
    actions.add_identifier(
        ida, kind="CERT", value="/C=NO/O=Grid/CN=Ida Quist", issuer="/C=NO/O=Grid/CN=NO CA", by=world.user("ida")
    )
    row = PersonIdentifier.objects.get(kind="CERT")
    actions.retire_identifier(row, by=world.user("ida"))
    actions.add_identifier(ida, kind="ACCOUNT", value="iquist", source="Site", by=world.user("ida"))
    for who, sees in (("member", False), ("office", True)):
        text = read(visit(who), f"/people/{ida.pk}/?tab=history")
        assert "0000-0002-1825-0097" in text
        assert ("CN=Ida Quist" in text, "iquist" in text) == (sees, sees)
        page = read(visit(who), f"/people/{ida.pk}/")
        assert ("iquist" in page) == sees


def test_hidden_earlier_names_are_in_no_history(world, visit, ida):
    actions.rename(ida, on=world.today, family_name="Berg", by=world.user("ida"))
    assert "Quist" in read(visit("member"), f"/people/{ida.pk}/")
    assert visit("member").get("/people/?q=quist").context["page"]["count"] == 1
    actions.choose_audience(ida, choices={"former_names": "self"}, by=world.user("ida"))
    for who, sees in (("member", False), ("office", False), ("ida", True)):
        client = visit(who)
        assert ("Quist" in read(client, f"/people/{ida.pk}/")) == sees, who
        assert ("Quist" in read(client, f"/people/{ida.pk}/?tab=history")) == sees, who
        assert client.get("/people/?q=quist").context["page"]["count"] == 0


def test_the_page_says_who_sees_what_to_those_who_may_change_it(world, visit, ida):
    link = f'<a class="small" href="/people/{ida.pk}/audience/">seen by delegates of the own institute</a>'
    for who, told in (("ida", True), ("office", True), ("delegate", False), ("member", False)):
        assert (link in read(visit(who), f"/people/{ida.pk}/")) == told, who


def test_the_choice_is_made_on_one_page(world, visit, ida):
    client = visit("ida")
    address = f"/people/{ida.pk}/audience/"
    fields = client.get(address).context["form"].fields
    assert list(fields) == list(PRIVATE_FIELDS)
    typed = {name: policy.audience_of(ida, name) for name in fields} | {"email": "members"}
    assert client.post(address, typed).status_code == 302
    assert list(FieldAudience.objects.values_list("field", "audience")) == [("email", "members")]
    assert client.post(address, typed | {"email": "self"}).status_code == 422  # not offered by the by-laws
    assert client.post(address, typed | {"email": "delegates"}).status_code == 302
    assert not FieldAudience.objects.exists()  # as usual
    assert visit("member").post(address, typed).status_code == 403


def test_a_choice_that_the_by_laws_take_back_counts_as_none(world, by_law, ida):
    actions.choose_audience(ida, choices={"email": "public"}, by=SYSTEM)
    by_law('[privacy.fields]\nemail = { shown = "office", choice = ["office"] }')
    assert policy.audience_of(Person.objects.get(pk=ida.pk), "email") == Audience.OFFICE
    with pytest.raises(MoveRefused, match="do not offer everybody for E-mail"):
        actions.choose_audience(ida, choices={"email": "public"}, by=SYSTEM)


def test_nobody_else_chooses(world, ida):
    for who in ("member", "delegate"):
        with pytest.raises(Denied):
            actions.choose_audience(ida, choices={"email": "public"}, by=world.user(who))


def test_the_page_of_a_member_costs_what_it_did(world, visit, ida, django_assert_max_num_queries):
    """The office pays for the buttons of the memberships, and for the record of its look."""
    for who, most in (("member", 6), ("office", 12)):
        client = visit(who)
        client.get(f"/people/{ida.pk}/")
        with django_assert_max_num_queries(most):
            client.get(f"/people/{ida.pk}/")
