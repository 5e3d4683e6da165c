"""The gates of the by-laws: who says yes in which order, and what has to confirm an identity before."""

from __future__ import annotations

import pytest

from members.bylaws import BylawsError, bylaws
from members.memberships.models import Delegate, Membership
from members.people.models import PersonIdentifier
from members.requests import actions
from members.requests.lifecycle import REQUEST
from members.requests.models import MembershipRequest
from portal.accounts.claims import Claims
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import Denied

TWO = '[requests]\ngates = ["delegate", "office"]\n'
SSO = Claims(kind="oidc", issuer="https://sso.example", subject="u-78")


def offered(request, user):
    return {offer.name for offer in REQUEST.offered(request, user) if offer.allowed}


def test_with_one_gate_the_approval_admits_and_there_is_no_endorsing(world):
    request = world.waiting()
    names = {offer.name for offer in REQUEST.offered(request, world.user("delegate"))}
    assert "approve" in names
    assert "endorse" not in names
    with pytest.raises(MoveRefused, match="cannot endorse: an approval of the delegate admits at once"):
        actions.endorse(request, by=world.user("delegate"))
    assert world.approve(request).memberships.count() == 1


def test_with_two_gates_the_membership_begins_with_the_office(world, by_law, mails, settings):
    by_law(TWO)
    settings.PORTAL_OFFICE_EMAIL = "office@lab.example"
    request = world.waiting()
    asked = next(text for to, subject, text in mails() if "asks for membership" in subject)
    assert f"/approvals/{request.pk}/endorse/" in asked
    with pytest.raises(MoveRefused, match="cannot approve: the membership office admits; you endorse"):
        actions.approve(request, by=world.user("delegate"))
    before = Membership.objects.count()
    actions.endorse(request, by=world.user("delegate"))
    assert (request.state, Membership.objects.count()) == ("endorsed", before)
    to, subject, text = mails()[-1]
    assert (to, subject) == ("office@lab.example", f"{request.full_name} waits for the membership office")
    assert "Delegate Lindqvist says for University of Sundridge" in text
    assert f"/approvals/{request.pk}/admit/" in text
    for who in ("delegate", "deputy", "stranger", "member"):
        with pytest.raises(Denied, match="only the membership office"):
            actions.admit(request, by=world.user(who))
    actions.admit(request, by=world.user("office"))
    assert (request.state, Membership.objects.count()) == ("approved", before + 1)
    assert [entry.verb for entry in entries(request)] == ["admit", "endorse", "confirm", "file"]


def test_the_office_returns_it_with_a_reason_and_the_delegate_hears(world, by_law, mails):
    by_law(TWO)
    request = world.waiting()
    actions.endorse(request, by=world.user("delegate"))
    with pytest.raises(MoveRefused, match="a reason is needed"):
        actions.send_back(request, by=world.user("office"), reason=" ")
    actions.send_back(request, by=world.user("office"), reason="Which group?")
    assert (request.state, request.endorsed_by, request.endorsed_at) == ("waiting", None, None)
    told = [to for to, subject, text in mails() if "came back" in subject and "Which group?" in text]
    assert told == ["delegate@lab.example", "deputy@lab.example"]
    assert [note.text for note in request.notes.all()] == ["Returned: Which group?"]
    actions.endorse(request, by=world.user("deputy"))
    actions.admit(request, by=world.user("office"))
    assert request.state == "approved"


def test_two_gates_are_two_people_unless_the_institute_has_nobody(world, by_law):
    by_law(TWO)
    request = world.waiting()
    actions.endorse(request, by=world.user("office"))
    with pytest.raises(Denied, match="the institute's yes was not yours"):
        actions.admit(request, by=world.user("office"))
    Delegate.objects.filter(institute=request.institute).delete()
    actions.admit(request, by=world.user("office"))
    assert request.state == "approved"


def test_what_was_endorsed_can_be_admitted_after_the_by_laws_went_back_to_one_gate(world, by_law):
    by_law(TWO)
    request = world.waiting()
    actions.endorse(request, by=world.user("delegate"))
    by_law("")
    actions.admit(request, by=world.user("office"))
    assert request.state == "approved"


def test_buttons_bulk_and_api_offer_only_what_the_gates_have(world, by_law, visit):
    request = world.waiting()
    by_law(TWO)
    client = visit("delegate")
    for page in (f"/approvals/{request.pk}/", "/approvals/?state=waiting"):
        text = client.get(page).content.decode()
        assert f"/approvals/{request.pk}/endorse/" in text or "Endorse" in text
        assert f"/approvals/{request.pk}/approve/" not in text
    assert 'value="approve"' not in client.get("/approvals/?state=waiting").content.decode()
    moves = {move["name"] for move in client.get(f"/api/v1/approvals/{request.pk}/").json()["moves"]}
    assert "endorse" in moves
    assert "approve" not in moves
    answer = client.post(f"/api/v1/approvals/{request.pk}/moves/approve/")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "cannot approve: the membership office admits; you endorse",
    )
    page = client.post(f"/approvals/{request.pk}/approve/", follow=True).content.decode()
    assert "the membership office admits; you endorse" in page
    assert MembershipRequest.objects.get(pk=request.pk).state == "waiting"


@pytest.mark.parametrize("gates", ['["office"]', "[]", '["office", "delegate"]', '["delegate", "delegate"]'])
def test_gates_that_make_no_sense_are_refused_by_name(by_law, gates):
    by_law(f"[requests]\ngates = {gates}\n")
    with pytest.raises(BylawsError, match=r"requests\.gates must be"):
        bylaws()


def test_an_identity_from_single_sign_on_is_confirmed_by_filing(world, by_law):
    by_law('[requests]\nidentity = ["single-sign-on"]\n')
    by_mail, by_sso = world.waiting(), world.waiting(SSO)
    assert (by_sso.proof, by_sso.proved_at is not None, by_mail.proof) == ("single-sign-on", True, "")
    with pytest.raises(MoveRefused, match="the identity is not confirmed yet; the by-laws ask for single sign-on"):
        actions.approve(by_mail, by=world.user("delegate"))
    assert "approve" not in offered(by_mail, world.user("delegate"))
    actions.approve(by_sso, by=world.user("delegate"))
    assert by_sso.state == "approved"


def test_a_delegate_signs_for_the_identity_and_the_page_says_so(world, by_law, visit):
    request = world.waiting()
    with pytest.raises(MoveRefused, match="the by-laws do not ask for the signature"):
        actions.vouch(request, by=world.user("delegate"), reason="I know her")
    by_law('[requests]\nidentity = ["certificate", "delegate"]\n')
    page = visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert "The identity is not confirmed yet; the by-laws ask for grid certificate or signature of a delegate." in page
    with pytest.raises(MoveRefused, match="a reason is needed"):
        actions.vouch(request, by=world.user("delegate"), reason="")
    for who in ("stranger", "office", "member"):  # the office signs only where nobody else could
        with pytest.raises(Denied):
            actions.vouch(request, by=world.user(who), reason="I know her")
    actions.vouch(request, by=world.user("deputy"), reason="She gave a talk here.")
    assert (request.proof, request.proved_by, request.state) == ("delegate", world.user("deputy"), "waiting")
    page = visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert "signature of a delegate, Deputy Okonkwo" in page
    with pytest.raises(MoveRefused, match="confirmed already"):
        actions.vouch(request, by=world.user("delegate"), reason="me too")
    actions.approve(request, by=world.user("delegate"))
    assert entries(request)[1].reason == "She gave a talk here."


def test_nobody_signs_for_the_own_identity(world, by_law):
    by_law('[requests]\nidentity = ["delegate"]\n')
    request = world.waiting(email="delegate@lab.example")
    with pytest.raises(Denied):
        actions.vouch(request, by=world.user("delegate"), reason="I am me")


def test_the_office_records_a_certificate_which_the_person_then_has(world, by_law, visit):
    by_law('[requests]\nidentity = ["certificate"]\n')
    request = world.waiting()
    address = f"/approvals/{request.pk}/certificate/"
    assert visit("delegate").post(address, {"subject": "/CN=A", "issuer": "/CN=CA"}).status_code == 403
    assert visit("office").post(address, {"subject": "/CN=A", "issuer": " "}).status_code == 422
    visit("office").post(address, {"subject": "/DC=org/CN=Aicha", "issuer": "/DC=org/CN=CA", "reason": "by video"})
    request.refresh_from_db()
    assert (request.proof, request.proved_by) == ("certificate", world.user("office"))
    person = world.approve(request)
    [kept] = PersonIdentifier.objects.filter(person=person)
    assert (kept.kind, kept.value, kept.issuer) == ("CERT", "CN=Aicha,DC=org", "CN=CA,DC=org")
