"""Who may open which page; looks at private fields; the notice."""

from __future__ import annotations

import json
import re

import pytest
from django.core.cache import cache
from django.db import DatabaseError, ProgrammingError, transaction

from members.people.models import Person
from members.privacy import actions
from members.privacy.models import Acceptance, NoticeVersion, PrivateView
from members.requests.models import MembershipRequest
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import Denied


def person(account):
    return Person.objects.get(user__username=account)


def test_everybody_on_record_sees_the_own_data_and_takes_it_along(world, visit):
    client = visit("member")
    page = client.get("/your-data/").content.decode()
    assert "member@lab.example" in page
    assert "T00:00" not in page  # days and instants as on every page; the files have them for machines
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^<\"]*</td>", page) is None
    assert json.loads(client.get("/your-data/json/").content)["person"] == "Member Moreau"
    assert client.get("/your-data/zip/").content[:2] == b"PK"
    assert client.get("/your-data/exe/").status_code == 404
    assert not PrivateView.objects.exists()


@pytest.mark.parametrize("account", ["member", "delegate", "deputy", "stranger", "applicant", ""])
def test_nobody_else_reads_them_whatever_number_is_guessed(world, visit, account):
    client, target = visit(account), person("office").pk
    for number in (target, target + 100_000):
        for address in (f"/people/{number}/data/", f"/people/{number}/data/json/", f"/people/{number}/data/zip/"):
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404)
            assert b"office@lab.example" not in answer.content
        assert client.get(f"/people/{number}/erase/").status_code in (302, 403)
    assert not PrivateView.objects.exists()


def test_a_delegate_cannot_read_the_data_of_the_own_people(world, visit):
    assert visit("delegate").get(f"/people/{person('member').pk}/data/").status_code == 404


def test_the_office_may_on_request_and_the_person_sees_that_it_did(world, visit):
    assert visit("office").get(f"/people/{person('member').pk}/data/").status_code == 200
    visit("office").get(f"/people/{person('member').pk}/data/zip/")
    assert [row.who for row in PrivateView.objects.filter(person=person("member"))] == ["Office Castellanos"] * 2
    assert "Office Castellanos" in visit("member").get("/your-data/").content.decode()


def test_a_page_with_contact_data_is_one_look_and_others_are_none(world, visit):
    member = person("member")
    visit("member").get(f"/people/{member.pk}/")
    visit("stranger").get(f"/people/{member.pk}/")  # no delegate of this institute sees no address
    visit("stranger").get(f"/people/{member.pk}/?tab=history")
    assert not PrivateView.objects.exists()
    assert "member@lab.example" in visit("delegate").get(f"/people/{member.pk}/").content.decode()
    visit("delegate").get(f"/people/{member.pk}/?tab=history")  # earlier addresses are for the office alone
    assert [(row.person, row.who) for row in PrivateView.objects.all()] == [(member, "Delegate Lindqvist")]
    assert "member@lab.example" in visit("office").get(f"/people/{member.pk}/?tab=history").content.decode()
    assert PrivateView.objects.filter(person=member, who="Office Castellanos").count() == 1


def test_a_page_that_shows_nothing_private_costs_no_query_for_it(world, visit, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = visit("stranger")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/people/{person('member').pk}/")
        client.get("/people/")
    assert not [query for query in queries if "privateview" in query["sql"]]


def test_lists_exports_and_the_api_are_one_look_each_with_their_number(world, visit):
    client = visit("office")
    client.get("/people/")
    client.get("/people/?format=csv")
    assert not PrivateView.objects.exists()
    client.get("/people/?col=email")
    client.get("/people/?col=email&format=csv&q=Moreau")
    client.get("/api/v1/people/?col=email")
    client.get("/people/?email=member*")
    seen = [(row.person, row.people, row.query) for row in PrivateView.objects.order_by("pk")]
    total = Person.objects.count()
    assert seen == [(None, total, ""), (None, 1, "text Moreau"), (None, total, ""), (None, 1, "e-mail member*")]
    client.get(f"/api/v1/people/{person('member').pk}/")
    assert PrivateView.objects.first().person == person("member")
    page = visit("member").get("/your-data/").content.decode()
    assert "e-mail addresses in a list of 1 people" in page
    assert "Lists are recorded as lists" in page
    assert "text Moreau" not in page


def test_what_cannot_be_recorded_is_not_shown(world, visit, monkeypatch):
    def broken(**fields):
        raise DatabaseError("read-only")

    monkeypatch.setattr(PrivateView.objects, "create", broken)
    client, member = visit("office"), person("member")
    page = client.get(f"/people/{member.pk}/")
    assert (page.status_code, b"member@lab.example" in page.content) == (200, False)
    assert b"could not be recorded" in page.content
    assert b"member@lab.example" not in client.get(f"/people/{member.pk}/?tab=history").content
    for address in ("/people/?col=email", "/people/?col=email&format=csv", "/api/v1/people/?col=email"):
        answer = client.get(address)
        assert (answer.status_code, b"lab.example" in answer.content) == (403, False)


def test_erasing_by_the_page(world, visit, leaver):
    client = visit("office")
    page = client.get(f"/people/{leaver.pk}/erase/").content.decode()
    assert "Further addresses" in page
    assert client.post(f"/people/{leaver.pk}/erase/", {"reason": ""}).status_code == 422
    assert client.post(f"/people/{leaver.pk}/erase/", {"reason": "by letter"}).status_code == 302
    assert "Contact data erased on" in client.get(f"/people/{leaver.pk}/").content.decode()
    assert entries(leaver)[0].verb == "erase"
    refused = client.get(f"/people/{person('member').pk}/erase/").content.decode()
    assert "Nothing can be erased now" in refused


@pytest.fixture
def notice(world):
    cache.clear()
    return actions.publish(text="# Who\n\nThe collaboration.\n\n<script>alert(1)</script>", by=world.user("office"))


def test_the_notice_is_public_and_older_versions_too(world, visit, notice):
    actions.publish(text="Another text.", by=world.user("office"))
    assert "Another text." in visit("").get("/privacy/").content.decode()
    old = visit("").get("/privacy/1/").content.decode()
    assert "no longer in force" in old
    assert "&lt;script&gt;" in old
    assert visit("").get("/privacy/3/").status_code == 404


def test_a_version_never_changes_and_only_the_office_publishes(world, notice):
    for change in (lambda: NoticeVersion.objects.update(text="forged"), lambda: NoticeVersion.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
            change()
    with pytest.raises(Denied):
        actions.publish(text="mine", by=world.user("delegate"))
    with pytest.raises(MoveRefused, match="already in force"):
        actions.publish(text=notice.text, by=world.user("office"))


def test_members_are_asked_until_they_answer_and_again_for_a_new_version(world, visit, notice):
    client, words = visit("member"), "new version of the privacy notice"
    assert words in client.get("/people/").content.decode()
    client.post("/privacy/1/accept/", {"later": "1"})
    assert words not in client.get("/people/").content.decode()
    client = visit("member")
    client.post("/privacy/1/accept/")
    client.post("/privacy/1/accept/")
    assert [(row.who, row.person) for row in Acceptance.objects.all()] == [("Member Moreau", person("member"))]
    assert words not in client.get("/people/").content.decode()
    visit("office").post("/privacy/new/", {"text": "A second text."})
    assert words in visit("member").get("/people/").content.decode()
    assert client.post("/privacy/1/accept/").status_code == 302
    assert Acceptance.objects.count() == 1  # a version that is no longer in force is not accepted


def test_the_by_laws_decide_whether_it_blocks(world, visit, notice, by_law):
    client = visit("member")
    assert client.get("/people/").status_code == 200
    by_law("[privacy]\nnotice_blocks = true\n")
    assert client.get("/people/")["Location"] == "/privacy/"
    assert client.get("/api/v1/people/").status_code == 403
    assert client.get("/your-data/").status_code == 200
    client.post("/privacy/1/accept/")
    assert client.get("/people/").status_code == 200


def test_filing_a_request_accepts_the_version_that_the_form_links_to(world, visit, notice):
    client = visit("")
    assert 'href="/privacy/"' in client.get("/join/").content.decode()
    client.post("/join/", world.typed())
    row = Acceptance.objects.get()
    assert (row.version, row.request, row.who) == (notice, MembershipRequest.objects.get().pk, "the applicant")
    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
        row.delete()
