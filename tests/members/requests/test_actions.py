"""The verbs of a membership request: what they change, what they refuse and in which words."""

from __future__ import annotations

from datetime import date

import pytest

from members.memberships.models import Delegate
from members.people.models import Person
from members.requests import actions, queries
from members.requests.models import MembershipRequest
from portal.accounts.claims import Claims
from portal.accounts.models import Identity, User
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.outbox.models import Effect
from portal.periods import Period
from portal.policy import Denied

APPLICANT = actions.APPLICANT
SSO = Claims(kind="oidc", issuer="https://sso.example", subject="u-77")


def test_filing_gives_no_account_and_tells_the_applicant_alone(world, mails):
    accounts = User.objects.count()
    request = world.filed(email="Mixed.Case@Sundridge.example")
    assert (request.state, request.confirmed_at, request.membership) == ("unconfirmed", None, None)
    assert User.objects.count() == accounts
    [(to, subject, text)] = mails()
    assert (to, subject) == ("Mixed.Case@Sundridge.example", "Confirm your address for your request at Sundridge")
    assert f"/join/confirm/{queries.confirmation_key(request)}/" in text
    [entry] = entries(request)
    assert (entry.who, entry.verb) == ("the applicant", "file")


def test_the_status_page_does_not_give_the_key_to_confirm_away(world):
    request = world.filed()
    assert queries.by_confirmation_key(queries.confirmation_key(request)) == request.pk
    for guess in (request.token, str(request.pk), f"{request.pk}:{request.token}", "", "1:", "x:y"):
        assert queries.by_confirmation_key(guess) is None


@pytest.mark.parametrize("address", ["a@b.example", "A@B.EXAMPLE"])
@pytest.mark.parametrize("state", ["unconfirmed", "waiting"])
def test_an_equal_open_request_is_refused(world, address, state):
    first = world.filed(email="a@b.example")
    if state == "waiting":
        actions.confirm(first, by=APPLICANT)
    with pytest.raises(MoveRefused, match="already an open request with this e-mail address at this institute"):
        world.filed(email=address)
    world.filed(email=address, institute=world.institutes["Northgate"])
    assert MembershipRequest.objects.count() == 2


@pytest.mark.parametrize("end", ["decline", "withdraw", "approve"])
def test_filing_again_works_once_the_first_is_settled(world, end):
    first = world.waiting(email="a@b.example")
    verb = getattr(actions, end)
    by = APPLICANT if end == "withdraw" else world.user("delegate")
    verb(first, by=by, reason="not yet")
    second = world.filed(email="a@b.example")
    assert (second.state, MembershipRequest.objects.count()) == ("unconfirmed", 2)


def test_the_mail_to_confirm_leaves_again_once_a_minute(world, mails):
    request = world.filed()
    actions.ask_again(request)
    actions.ask_again(request)
    assert len(mails()) in (2, 3)  # three when the minute changed between the two
    actions.confirm(request, by=APPLICANT)
    with pytest.raises(MoveRefused, match="already waiting"):
        actions.ask_again(request)


def test_confirming_tells_delegate_and_deputy_each_by_themselves(world, mails):
    former = world.person("Ole", "Brandvold", email="ole@sundridge.example")
    world.delegate(former, "Sundridge", until=world.today)
    gone = world.person("Ada", "Gone", email="gone@sundridge.example", deceased=True)
    world.delegate(gone, "Sundridge")
    request = world.waiting()
    told = {to: text for to, subject, text in mails() if "asks for membership" in subject}
    assert sorted(told) == ["delegate@lab.example", "deputy@lab.example"]
    assert f"/approvals/{request.pk}/approve/" in told["deputy@lab.example"]
    with pytest.raises(MoveRefused, match="already waiting"):
        actions.confirm(request, by=APPLICANT)
    assert len([1 for _, subject, _ in mails() if "asks for membership" in subject]) == 2


@pytest.mark.parametrize("vacant", ["no delegate", "the applicant", "no address"])
def test_without_a_delegate_who_can_be_told_the_office_is(world, mails, settings, vacant):
    settings.PORTAL_OFFICE_EMAIL = "office@lab.example"
    world.institute("Lonely")
    if vacant != "no delegate":
        person = world.person("Sol", "Itario", email="sol@lonely.example" if vacant == "the applicant" else "")
        world.delegate(person, "Lonely")
    world.waiting(institute=world.institutes["Lonely"], email="SOL@lonely.example")
    [(to, _, text)] = [mail for mail in mails() if "asks for membership" in mail[1]]
    assert to == "office@lab.example"
    assert "no delegate" in text


def test_history_says_who_when_and_why_on_request_and_person(world):
    request = world.waiting()
    person = world.approve(request, by="deputy", reason="starts the thesis with us")
    decided = entries(request)[0]
    assert decided.who == "Deputy Okonkwo for Delegate Lindqvist"
    assert (decided.verb, decided.reason) == ("approve", "starts the thesis with us")
    assert [entry.verb for entry in entries(request)] == ["approve", "confirm", "file"]
    created = entries(person, related=("memberships",))[0]
    said = ("Deputy Okonkwo for Delegate Lindqvist", "approve", "starts the thesis with us")
    assert (created.who, created.verb, created.reason) == said
    assert {change.field for change in created.changes} >= {"family_name", "institute", "period"}


def test_recognising_can_be_taken_back_until_the_decision(world):
    known, request = world.person("Hanh", "Tran"), world.waiting()
    actions.recognise(request, person=known, by=world.user("delegate"))
    actions.recognise(request, person=None, by=world.user("deputy"))
    assert world.approve(request) != known
    with pytest.raises(MoveRefused, match="already approved"):
        actions.recognise(request, person=known, by=world.user("delegate"))
    with pytest.raises(Denied):
        actions.recognise(world.waiting(), person=known, by=world.user("member"))


def test_an_identity_of_somebody_else_than_recognised_is_refused(world):
    person = world.approve(world.waiting(SSO))
    other, request = world.person("Hanh", "Tran"), world.waiting(SSO, institute=world.institutes["Northgate"])
    actions.recognise(request, person=other, by=world.user("stranger"))
    with pytest.raises(MoveRefused, match=f"the identity of the request signs in to the record of {person}"):
        world.approve(request, by="stranger")
    request.refresh_from_db()
    assert request.state == "waiting"


def test_a_member_who_files_in_person_adds_to_the_own_record(world):
    user = world.user("member")
    fields = world.fields(email="MEMBER@lab.example", institute=world.institutes["Northgate"])
    request = actions.file(by=user, **fields)
    assert request.person == user.person
    friend = actions.file(by=user, **world.fields())
    assert friend.person is None


@pytest.mark.parametrize("who", ["member", "stranger", "applicant"])
@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_only_delegates_of_the_institute_and_the_office_decide(world, who, verb):
    request = world.waiting()
    with pytest.raises(Denied, match="only delegates of the institute"):
        getattr(actions, verb)(request, by=world.user(who), reason="no")
    request.refresh_from_db()
    assert request.state == "waiting"


def test_a_delegate_whose_term_is_over_decides_no_more(world):
    Delegate.objects.filter(person__user__username="delegate").update(period=Period(date(2020, 1, 1), world.today))
    with pytest.raises(Denied):
        world.approve(world.waiting())


@pytest.mark.parametrize("how", ["address of the account", "address of the person", "identity", "record"])
def test_nobody_decides_the_own_request(world, how):
    user = world.user("delegate")
    claims, fields = None, {}
    if how == "address of the account":
        User.objects.filter(pk=user.pk).update(email="own@lab.example")
        fields = {"email": "OWN@lab.example"}
    elif how == "address of the person":
        Person.objects.filter(user=user).update(email="own@sundridge.example")
        fields = {"email": "Own@Sundridge.example"}
    elif how == "identity":
        Identity.objects.create(user=user, kind="oidc", issuer=SSO.issuer, subject=SSO.subject)
        claims = SSO
    request = world.waiting(claims, **fields)
    if how == "record":
        actions.recognise(request, person=user.person, by=world.user("deputy"))
    for verb in (actions.approve, actions.decline):
        with pytest.raises(Denied, match="the request is not your own"):
            verb(request, by=world.user("delegate"), reason="mine")
    assert request.state in ("waiting", "approved")  # the object in memory; the row below counts
    assert MembershipRequest.objects.get(pk=request.pk).state == "waiting"
    actions.decline(request, by=world.user("deputy"), reason="ask the office")


def test_declining_needs_a_reason_and_tells_it(world, mails):
    request = world.waiting()
    for empty in ("", "  \n "):
        with pytest.raises(MoveRefused, match="a reason is needed"):
            actions.decline(request, by=world.user("delegate"), reason=empty)
    actions.decline(request, by=world.user("delegate"), reason="Wrong institute: the group moved.")
    to, subject, text = mails()[-1]
    assert (to, subject) == (request.email, "Your request at Sundridge was declined")
    assert "Wrong institute: the group moved." in text
    assert Person.objects.filter(family_name="Benmoussa").count() == 0


def test_approving_twice_is_refused_and_changes_nothing(world):
    request = world.waiting()
    world.approve(request)
    before = (Person.objects.count(), User.objects.count(), Effect.objects.count())
    with pytest.raises(MoveRefused, match="cannot approve: it is already approved"):
        world.approve(request, by="deputy")
    assert (Person.objects.count(), User.objects.count(), Effect.objects.count()) == before
    assert request.decided_by == world.user("delegate")
