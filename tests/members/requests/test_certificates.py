"""A certificate is taken from its file, by the applicant or the office; the record says how far it was checked."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.bylaws.reading import BylawsError, bylaws
from members.people.models import PersonIdentifier
from members.requests import actions
from members.requests.models import MembershipRequest
from portal.history import entries
from portal.lifecycle import MoveRefused
from tests.members.people.authority import Authority

ASKS = '[requests]\nidentity = ["certificate"]\n'
ANA = "CN=Ana Ruiz,OU=people,O=Grid,C=NO"
CA = "CN=Grid CA,O=Grid,C=NO"


@pytest.fixture
def authority():
    return Authority("Grid CA", timezone.now())


@pytest.fixture
def accepted(tmp_path, by_law, authority):
    folder = tmp_path / "authorities"
    folder.mkdir()
    (folder / "grid.pem").write_bytes(authority.pem())
    by_law(f'{ASKS}certificate_authorities = "{folder}"\n')


def file(content):
    return SimpleUploadedFile("usercert.pem", content)


def read(request):
    request.refresh_from_db()
    return (request.certificate_subject, request.certificate_issuer, request.certificate_check)


def test_the_office_uploads_it_and_the_person_has_it(world, visit, accepted, authority):
    request = world.waiting()
    address = f"/approvals/{request.pk}/certificate/"
    assert b'enctype="multipart/form-data"' in visit("office").get(address).content
    visit("office").post(address, {"file": file(authority.issue("Ana Ruiz")), "reason": "She showed it."})
    assert read(request) == (ANA, CA, "verified")
    assert (request.proof, request.proved_by) == ("certificate", world.user("office"))
    assert "issued by an accepted authority" in visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    assert any(change.after == "issued by an accepted authority" for change in entries(request)[0].changes)
    person = world.approve(request)
    assert PersonIdentifier.objects.filter(person=person, kind="CERT").values_list("value", "issuer").get() == (ANA, CA)


def test_without_accepted_authorities_the_record_says_that_nothing_was_checked(world, visit, by_law, authority):
    by_law(ASKS)
    request = world.waiting()
    visit("office").post(f"/approvals/{request.pk}/certificate/", {"file": file(authority.issue("Ana Ruiz"))})
    assert read(request) == (ANA, CA, "read")


def test_typed_names_are_kept_in_one_form_and_say_that_they_were_typed(world, visit, by_law):
    by_law(ASKS)
    request = world.waiting()
    typed = {"subject": "/C=NO/O=Grid/OU=people/CN=Ana Ruiz", "issuer": "C = NO, O = Grid, CN = Grid CA"}
    visit("office").post(f"/approvals/{request.pk}/certificate/", typed)
    assert read(request) == (ANA, CA, "typed")


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"reason": "I saw it"}, ["subject", "issuer"]),
        ({"subject": "Ana"}, ["subject", "issuer"]),
        ({"subject": "/O=Grid/CN=Ana"}, ["issuer"]),
        ({"file": b"no certificate"}, ["file"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, visit, by_law, data, fields):
    by_law(ASKS)
    request = world.waiting()
    data = {name: file(value) if name == "file" else value for name, value in data.items()}
    answer = visit("office").post(f"/approvals/{request.pk}/certificate/", data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == fields
    assert read(request) == ("", "", "")


def test_another_authority_and_an_expired_one_are_refused_in_words(world, visit, accepted, authority):
    request, now = world.waiting(), timezone.now()
    for content, words in (
        (Authority("Grid CA", now).issue("Ana Ruiz"), "It was not issued by an authority that the by-laws accept"),
        (authority.issue("Ana Ruiz", until=now), "The certificate expired on"),
    ):
        answer = visit("office").post(f"/approvals/{request.pk}/certificate/", {"file": file(content)})
        assert words in answer.context["form"].errors["file"][0]
    assert read(request) == ("", "", "")


def test_the_applicant_uploads_it_which_confirms_nothing_until_the_office_does(world, visit, accepted, authority):
    visit("").post("/join/", world.typed() | {"certificate": file(authority.issue("Ana Ruiz"))})
    request = MembershipRequest.objects.get()
    assert (read(request), request.proof) == ((ANA, CA, "verified"), "")
    actions.confirm(request, by=actions.APPLICANT)
    with pytest.raises(MoveRefused, match="the identity is not confirmed yet"):
        actions.approve(request, by=world.user("delegate"))
    page = visit("office").get(f"/approvals/{request.pk}/certificate/").content.decode()
    assert ANA in page
    visit("office").post(f"/approvals/{request.pk}/certificate/", {"subject": ANA, "issuer": CA, "reason": "Shown."})
    assert (read(request), request.proof) == ((ANA, CA, "verified"), "certificate")


def test_the_form_of_a_newcomer_refuses_it_at_its_field(world, visit, accepted, by_law):
    answer = visit("").post("/join/", world.typed() | {"certificate": file(b"-----BEGIN RSA PRIVATE KEY-----")})
    assert "The file holds a private key" in answer.context["form"].errors["certificate"][0]
    assert not MembershipRequest.objects.exists()
    by_law("")
    assert "certificate" not in visit("").get("/join/").context["form"].fields


def test_by_laws_that_name_no_folder_are_not_taken(by_law):
    by_law('[requests]\ncertificate_authorities = "/nowhere/at/all"\n')
    with pytest.raises(BylawsError, match="certificate_authorities: /nowhere/at/all is no folder"):
        bylaws()
