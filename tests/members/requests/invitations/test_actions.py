"""Invitations: the link works once, until its last day, and proves the address that it was sent to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from members.requests.invitations import actions
from members.requests.models import Invitation, MembershipRequest
from portal.lifecycle import MoveRefused
from portal.policy import Denied

ADDRESS = "Nora.Vik@lab.example"


@pytest.fixture
def invited(world):
    return actions.invite(
        institute=world.institutes["Sundridge"],
        email=ADDRESS,
        given_name="Nora",
        family_name=" Vik ",
        category=world.categories["postdoc"],
        message="Come!",
        by=world.user("delegate"),
    )


def send(client, invitation, world, **changes):
    typed = world.typed(**{"given_name": "Nora", "family_name": "Vik", "email": ADDRESS} | changes)
    return client.post(f"/join/invited/{invitation.token}/", typed)


def states(client):
    return {row["email"]: row["state"] for row in client.get("/api/v1/invitations/").json()["results"]}


def test_a_delegate_invites_from_the_page_of_the_institute(world, visit, mails):
    client, place = visit("delegate"), world.institutes["Sundridge"]
    page = client.get(f"/institutes/{place.pk}/").content.decode()
    assert f'href="/invitations/new/?institute={place.pk}"' in page
    answer = client.post("/invitations/new/", {"email": ADDRESS, "institute": place.pk, "message": "Come & see"})
    made = Invitation.objects.get()
    assert answer["Location"] == f"/invitations/{made.pk}/"
    assert made.expires_on == world.today + timedelta(days=30)
    [(to, subject, text)] = mails()
    assert (to, subject) == (ADDRESS, "Delegate Lindqvist invites you to Sundridge")
    assert "Come & see" in text
    assert re.search(rf"/join/invited/{made.token}/", text)


def test_nobody_invites_to_the_institute_of_another(world, visit):
    with pytest.raises(Denied):
        actions.invite(institute=world.institutes["Northgate"], email="a@b.example", by=world.user("delegate"))
    place = world.institutes["Northgate"].pk
    assert visit("delegate").post("/invitations/new/", {"email": "a@b.example", "institute": place}).status_code == 422
    assert visit("member").get("/invitations/new/").status_code == 403
    assert Invitation.objects.count() == 0


def test_the_form_is_filled_in_and_opening_it_uses_nothing_up(world, visit, invited):
    client = visit("")
    for _ in range(2):
        page = client.get(f"/join/invited/{invited.token}/").content.decode()
        assert f'value="{ADDRESS}"' in page
        assert "Delegate Lindqvist invites you to University of Sundridge." in page
    assert MembershipRequest.objects.count() == 0


def test_the_link_proves_the_address_and_works_once(world, visit, invited, mails):
    client = visit("")
    assert send(client, invited, world, email=ADDRESS.lower()).status_code == 302
    request = MembershipRequest.objects.get()
    assert (request.state, request.invitation, request.confirmed_at is not None) == ("waiting", invited, True)
    assert not [1 for _, subject, _ in mails() if subject.startswith("Confirm")]
    assert [to for to, subject, _ in mails() if "asks for membership" in subject] == [
        "delegate@lab.example",
        "deputy@lab.example",
    ]
    again = send(client, invited, world, email="other@lab.example")
    assert (again.status_code, MembershipRequest.objects.count()) == (410, 1)
    assert states(visit("delegate")) == {ADDRESS: "used"}
    page = visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert "Invited by" in page


def test_another_address_has_to_be_confirmed_and_another_institute_is_not_taken(world, visit, invited, mails):
    send(visit(""), invited, world, email="nora@home.example", institute=world.institutes["Northgate"])
    request = MembershipRequest.objects.get()
    assert (request.state, request.confirmed_at, request.institute) == (
        "unconfirmed",
        None,
        world.institutes["Sundridge"],
    )
    assert mails()[-1][0] == "nora@home.example"


def test_what_was_taken_back_or_has_expired_does_not_work(world, visit, invited):
    Invitation.objects.filter(pk=invited.pk).update(expires_on=world.today)
    assert visit("").get(f"/join/invited/{invited.token}/").status_code == 200  # the last day counts
    Invitation.objects.filter(pk=invited.pk).update(expires_on=world.today - timedelta(days=1))
    assert send(visit(""), invited, world).status_code == 410
    with pytest.raises(MoveRefused, match="cannot take back: it is already expired"):
        actions.take_back(invited, by=world.user("delegate"))
    assert states(visit("delegate")) == {ADDRESS: "expired"}
    other = actions.invite(institute=invited.institute, email=ADDRESS, by=world.user("deputy"))
    visit("delegate").post(f"/invitations/{other.pk}/take-back/")
    page = visit("").get(f"/join/invited/{other.token}/")
    assert (page.status_code, "taken back" in page.content.decode()) == (410, True)
    assert MembershipRequest.objects.count() == 0
    assert visit("").get("/join/invited/guess/").status_code == 404


def test_the_same_address_is_invited_once_at_a_time(world, invited):
    with pytest.raises(MoveRefused, match="take it back first"):
        actions.invite(institute=invited.institute, email=ADDRESS.upper(), by=world.user("deputy"))
    actions.take_back(invited, by=world.user("deputy"))
    actions.invite(institute=invited.institute, email=ADDRESS, by=world.user("deputy"))


def test_a_delegate_of_another_institute_sees_none(world, visit, invited):
    assert states(visit("stranger")) == {}
    assert visit("stranger").get(f"/invitations/{invited.pk}/").status_code == 404
    assert visit("stranger").post(f"/invitations/{invited.pk}/take-back/").status_code == 404
    assert states(visit("office")) == {ADDRESS: "open"}
