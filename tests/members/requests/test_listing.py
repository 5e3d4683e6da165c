"""The queue: who sees which request, and decisions from the list."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from members.people.models import Person, PersonIdentifier
from members.requests import actions, policy
from members.requests.models import MembershipRequest
from portal.policy import may
from portal.registry import registry


@pytest.fixture
def queue(world):
    """One request in every state at Sundridge, and two at Northgate."""
    states = {"unconfirmed": world.filed(), "waiting": world.waiting(), "later": world.waiting(family_name="Brandvold")}
    states["approved"] = world.waiting()
    world.approve(states["approved"])
    states["declined"] = world.waiting()
    actions.decline(states["declined"], by=world.user("deputy"), reason="not known here")
    states["withdrawn"], states["never"] = world.waiting(), world.filed()
    actions.withdraw(states["withdrawn"], by=actions.APPLICANT)
    actions.withdraw(states["never"], by=actions.APPLICANT)
    states["elsewhere"] = world.waiting(institute=world.institutes["Northgate"])
    states["unconfirmed elsewhere"] = world.filed(institute=world.institutes["Northgate"])
    return states


def seen(client, query=""):
    answer = client.get(f"/api/v1/approvals/?page_size=100{query}")
    return {row["id"] for row in answer.json()["results"]}


@pytest.mark.parametrize("who", ["delegate", "deputy"])
def test_delegates_see_what_was_confirmed_at_their_institute_and_nothing_else(queue, visit, who):
    mine = {queue[name].pk for name in ("waiting", "later", "approved", "declined", "withdrawn")}
    assert seen(visit(who)) == mine


def test_the_office_sees_everything(queue, visit):
    assert seen(visit("office")) == {request.pk for request in queue.values()}


@pytest.mark.parametrize("who", ["member", "applicant"])
def test_others_are_told_who_could(queue, visit, who):
    answer = visit(who).get("/approvals/")
    assert answer.status_code == 403
    assert (
        "Only delegates, the membership office or administrators may see membership requests."
        in answer.content.decode()
    )


@pytest.mark.parametrize("who", ["delegate", "deputy", "stranger", "office", "member", "applicant"])
def test_the_page_opens_for_exactly_those_who_see_the_row(queue, world, visit, who):
    user, client = world.user(who), visit(who)
    rows = set(policy.visible(user, MembershipRequest.objects.all()))
    assert rows == {request for request in queue.values() if may(user, policy.SEE, request)}
    for request in queue.values():
        answer = client.get(f"/approvals/{request.pk}/")
        assert (answer.status_code == 200) == (request in rows)


def test_the_number_in_the_menu_is_the_length_of_the_list_it_links_to(queue, world, visit):
    [item] = [item for item in registry.nav if item.url_name == "approvals"]
    for who in ("delegate", "stranger", "office"):
        assert item.count(world.user(who)) == len(seen(visit(who), f"&{item.query}"))


def test_the_home_page_shows_what_waits(queue, visit):
    page = visit("delegate").get("/").content.decode()
    assert f"/approvals/{queue['waiting'].pk}/" in page
    assert f"/approvals/{queue['elsewhere'].pk}/" not in page


def test_a_possible_duplicate_is_marked_while_the_request_waits(world, visit):
    world.person("Old", "Address", email="TWIN@sundridge.example")
    owner = world.person("Has", "Orcid")
    PersonIdentifier.objects.create(person=owner, kind="ORCID", value="0000-0002-1825-0097")
    rows = {
        world.waiting(email="twin@sundridge.example").pk: "duplicate",
        world.waiting(orcid="0000-0002-1825-0097").pk: "duplicate",
        world.waiting(orcid="").pk: None,
    }
    known = world.waiting()
    actions.recognise(known, person=owner, by=world.user("delegate"))
    rows[known.pk] = "known"
    done = world.waiting()
    world.approve(done)
    rows[done.pk] = None
    found = visit("delegate").get("/api/v1/approvals/?page_size=100").json()["results"]
    assert {row["id"]: row["note"] for row in found} == rows


def test_similar_people_are_a_hint_with_what_agrees(world, visit):
    world.person("Benmoussa", "Aicha", native_name="عائشة بن موسى")  # the other order, without accent
    world.person("Aïcha", "Ben")  # only half of the name
    world.person("X", "Y", email="aicha1@SUNDRIDGE.example")
    request = world.waiting(email="aicha1@sundridge.example")
    page = visit("delegate").get(f"/approvals/{request.pk}/").context["page"]
    [panel] = [panel for panel in page["facts"] if panel["title"] == "People of a similar name"]
    assert [(item.person.full_name, item.same) for item in panel["people"]] == [
        ("Benmoussa Aicha", "name"),
        ("X Y", "e-mail"),
    ]
    person = world.approve(request)
    page = visit("delegate").get(f"/approvals/{request.pk}/").context["page"]
    [panel] = [panel for panel in page["facts"] if panel["title"] == "People of a similar name"]
    assert person not in [item.person for item in panel["people"]]


def test_every_row_that_can_be_decided_has_a_button_that_asks_once(queue, visit):
    client = visit("delegate")
    page = client.get("/approvals/").content.decode()
    for name, request in queue.items():
        offered = f'href="/approvals/{request.pk}/approve/"' in page
        assert offered == (name in ("waiting", "later"))
        assert (f'name="pk" value="{request.pk}"' in page) == offered
    ask = client.get(f"/approvals/{queue['waiting'].pk}/approve/").content.decode()
    assert "A member from the first day that was asked for" in ask
    assert MembershipRequest.objects.get(pk=queue["waiting"].pk).state == "waiting"
    assert "bulk" not in client.get("/approvals/?state=declined").content.decode()


def send(client, name, pks, path="/approvals/?state=waiting", **more):
    return client.post(
        path,
        urlencode({"bulk": name, "pk": pks} | more, doseq=True),
        content_type="application/x-www-form-urlencoded",
        follow=True,
    )


def test_selected_rows_are_approved_after_one_question(queue, world, visit):
    client, pks = visit("delegate"), [queue["waiting"].pk, queue["later"].pk]
    ask = send(client, "approve", pks).content.decode()
    assert "Approve 2 membership requests" in ask
    assert MembershipRequest.objects.filter(state="waiting", pk__in=pks).count() == 2
    done = send(client, "approve", pks, confirmed="1", reason="the summer intake")
    assert done.redirect_chain == [("/approvals/?state=waiting", 302)]
    assert "2 membership requests: approved." in done.content.decode()
    rows = MembershipRequest.objects.filter(pk__in=pks).values_list("state", "reason", "decided_by__username")
    assert set(rows) == {("approved", "the summer intake", "delegate")}


def test_a_row_that_is_refused_does_not_hold_up_the_others(queue, world, visit):
    own = world.waiting(email="delegate@lab.example")
    pks = [queue[name].pk for name in ("approved", "elsewhere", "unconfirmed", "waiting")] + [own.pk, 10**6]
    client = visit("delegate")
    ask = send(client, "approve", pks).content.decode()
    assert "Approve 1 membership request" in ask
    assert "cannot approve: it is already approved" in ask
    assert "the request is not your own" in ask
    done = send(client, "approve", pks, confirmed="1").content.decode()
    assert "1 membership request: approved." in done
    states = {name: MembershipRequest.objects.get(pk=request.pk).state for name, request in queue.items()}
    assert (states["waiting"], states["elsewhere"], states["unconfirmed"]) == ("approved", "waiting", "unconfirmed")
    assert MembershipRequest.objects.get(pk=own.pk).state == "waiting"


def test_declining_selected_rows_asks_for_a_reason(queue, visit):
    client, pks = visit("deputy"), [queue["waiting"].pk, queue["later"].pk]
    answer = send(client, "decline", pks, confirmed="1", reason=" ")
    assert answer.status_code == 422
    assert "A reason is needed." in answer.content.decode()
    send(client, "decline", pks, confirmed="1", reason="Please apply at Northgate.")
    rows = MembershipRequest.objects.filter(pk__in=pks).values_list("state", "reason")
    assert set(rows) == {("declined", "Please apply at Northgate.")}


def test_without_rows_or_with_an_unknown_verb_nothing_happens(queue, visit):
    client = visit("delegate")
    assert "select rows first" in send(client, "approve", ["", "x"]).content.decode()
    for name in ("withdraw", "confirm", "delete", ""):
        assert send(client, name, [queue["waiting"].pk], confirmed="1").status_code == 400
    assert visit("member").post("/approvals/", {"bulk": "approve"}).status_code == 403


def test_the_link_of_the_mail_survives_signing_in_and_asks_once(world, visit, client):
    request = world.waiting()
    path = f"/approvals/{request.pk}/approve/"
    answer = visit("").get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={path}")
    user = world.user("delegate")
    user.set_password("correct horse battery")
    user.save()
    answer = client.post(answer["Location"], {"login": "delegate", "password": "correct horse battery"})
    assert answer["Location"] == path
    page = client.post(path, follow=True).content.decode()
    assert "Aïcha Benmoussa at Sundridge: approved." in page


@pytest.mark.parametrize("move", ["approve", "decline"])
def test_a_delegate_of_another_institute_does_not_learn_of_it(world, visit, move):
    request = world.waiting()
    client = visit("stranger")
    for answer in (
        client.get(f"/approvals/{request.pk}/"),
        client.post(f"/approvals/{request.pk}/{move}/", {"reason": "x"}),
        client.get(f"/api/v1/approvals/{request.pk}/"),
        client.post(f"/api/v1/approvals/{request.pk}/moves/{move}/"),
    ):
        assert answer.status_code in (403, 404)
        assert "Benmoussa" not in answer.content.decode()
    assert MembershipRequest.objects.get().state == "waiting"


def test_the_page_warns_of_an_institute_that_leaves(world, visit):
    world.institutes["Sundridge"].period = type(world.institutes["Sundridge"].period)(
        world.institutes["Sundridge"].period.lower, world.today + timedelta(days=60)
    )
    world.institutes["Sundridge"].save()
    open_end, short = world.waiting(), world.waiting(ends_on=world.today + timedelta(days=59))
    client = visit("delegate")
    words = f"Sundridge is in the collaboration until {world.today + timedelta(days=59)}"
    assert words in client.get(f"/approvals/{open_end.pk}/").content.decode()
    assert words not in client.get(f"/approvals/{short.pk}/").content.decode()


def test_who_decided_is_named_as_the_record_knows_it(world, visit):
    request = world.waiting()
    world.approve(request, by="deputy")
    Person.objects.filter(user__username="deputy").update(family_name="Okonkwo-Berg")
    assert "Deputy Okonkwo-Berg" in visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
