"""Retention: exactly what is over goes, as previewed, and what is one day younger stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.authorship.models import Authorship
from members.people.models import Person
from members.privacy.models import PrivateView, RetentionRun
from members.privacy.retention import due, retention
from members.privacy.tasks import retain
from members.requests import actions
from members.requests.models import MembershipRequest, RequestNote
from portal.outbox.models import Effect
from portal.periods import Period
from portal.personal.queries import holders
from portal.policy import Denied

RULES = """[privacy.retention_days]
declined_requests = 10
withdrawn_requests = 10
unconfirmed_requests = 10
mails = 10
private_views = 10
contact_data = 10
"""


@pytest.fixture(autouse=True)
def short(by_law):
    by_law(RULES)


def ago(days):
    return timezone.now() - timedelta(days=days)


def counts(on):
    return {item.rule.key: item.count for item in due(on)}


def test_declined_requests_go_with_notes_mails_and_their_words_in_the_history(world):
    old, young = (world.waiting(email=f"{name}@sundridge.example") for name in ("old", "young"))
    for request, days in ((old, 12), (young, 9)):
        RequestNote.objects.create(request=request, who="Delegate", text=f"note on {request.email}")
        actions.decline(request, by=world.user("delegate"), reason=f"not known: {request.email}")
        MembershipRequest.objects.filter(pk=request.pk).update(decided_at=ago(days))
    assert counts(world.today)["declined_requests"] == 1
    assert retention(world.today).removed["declined_requests"] == 1
    assert list(MembershipRequest.objects.values_list("email", flat=True)) == ["young@sundridge.example"]
    assert holders(["old@sundridge.example"]) == []
    assert holders(["young@sundridge.example"]) != []
    assert counts(world.today)["declined_requests"] == 0


def test_unconfirmed_and_withdrawn_requests_count_from_their_own_day(world):
    unconfirmed, withdrawn = world.filed(), world.filed()
    MembershipRequest.objects.filter(pk=unconfirmed.pk).update(filed_at=ago(11))
    MembershipRequest.objects.filter(pk=withdrawn.pk).update(filed_at=ago(300))
    actions.withdraw(MembershipRequest.objects.get(pk=withdrawn.pk), by=actions.APPLICANT)
    run = retention(world.today)
    assert (run.removed["unconfirmed_requests"], run.removed["withdrawn_requests"]) == (1, 0)
    later = world.today + timedelta(days=12)
    assert retention(later).removed["withdrawn_requests"] == 1


def test_a_delivered_mail_loses_text_and_recipient_and_keeps_its_row(world):
    for name, state, days in (("old", "done", 11), ("young", "done", 9), ("waits", "waiting", 11)):
        Effect.objects.create(
            kind="mail",
            key=f"news:{name}@x.example",
            payload={"to": f"{name}@x.example", "subject": "s", "text": "t"},
            state=state,
            done_at=ago(days) if state == "done" else None,
        )
    assert retention(world.today).removed["mails"] == 1
    assert holders(["old@x.example"]) == []
    assert Effect.objects.filter(key__contains="@x.example").count() == 2
    assert retention(world.today).removed["mails"] == 0


def test_looks_go(world):
    for days in (11, 9):
        row = PrivateView.objects.create(who="A", what="contact data", where="a page", people=1)
        PrivateView.objects.filter(pk=row.pk).update(at=ago(days))
    assert retention(world.today).removed["private_views"] == 1
    assert PrivateView.objects.count() == 1


def test_contact_data_of_former_members_who_sign_no_papers(world):
    ended = world.today - timedelta(days=11)
    people = {
        name: world.person(name, "Past", email=f"{name}@past.example") for name in ("gone", "signs", "back", "fresh")
    }
    for name in ("gone", "signs", "back"):
        world.member(people[name], "Sundridge", until=ended)
    world.member(people["fresh"], "Sundridge", until=world.today - timedelta(days=9))
    world.member(people["back"], "Northgate", since=world.today + timedelta(days=5))
    world.person("never", "Member", email="never@past.example")
    Authorship.objects.create(person=people["signs"], period=Period(ended, None))
    assert counts(world.today)["contact_data"] == 1
    assert retention(world.today).removed["contact_data"] == 1
    left = Person.objects.filter(email__endswith="past.example").values_list("given_name", flat=True)
    assert set(left) == {"signs", "back", "fresh", "never"}


def test_many_former_members_are_one_look_through_all_texts(world):
    """Also where one text names several, history included; who could not go keeps the own address in it."""
    ended = world.today - timedelta(days=11)
    people = [world.person(f"P{n}", "Past", email=f"p{n}@past.example") for n in range(6)]
    for person in people:
        world.member(person, "Sundridge", until=ended)
    blocked = people[5]
    world.waiting(email=blocked.email)
    host = world.institutes["Northgate"]
    host.address = "ask p0@past.example, P3@past.example or p5@past.example"
    host.save()

    with CaptureQueriesContext(connection) as queries:
        assert retention(world.today).removed["contact_data"] == 5
    looks = sum("count(*) FILTER" in query["sql"] and 'FROM "members_person" ' in query["sql"] for query in queries)
    assert 1 <= looks <= 3  # for the texts, and for what their change wrote in the history; not once for each of five
    assert holders([f"p{n}@past.example" for n in range(5)]) == []
    host.refresh_from_db()
    assert host.address == "ask (erased), (erased) or p5@past.example"
    assert Person.objects.get(pk=blocked.pk).email == "p5@past.example"


def test_a_kind_that_the_by_laws_do_not_name_is_kept(world, by_law):
    request = world.filed()
    MembershipRequest.objects.filter(pk=request.pk).update(filed_at=ago(5000))
    by_law("[privacy.retention_days]\nunconfirmed_requests = 100000\n")
    assert counts(world.today)["unconfirmed_requests"] == 0


def test_the_command_prints_and_removes_only_when_asked(world, capsys):
    request = world.filed()
    MembershipRequest.objects.filter(pk=request.pk).update(filed_at=ago(11))
    call_command("retention")
    assert "1  Requests never confirmed (kept for 10 days): Aïcha Benmoussa" in capsys.readouterr().out
    assert MembershipRequest.objects.exists()
    call_command("retention", "--apply")
    assert not MembershipRequest.objects.exists()
    retain()
    assert [run.who for run in RetentionRun.objects.all()] == ["the portal", "the portal"]


def test_a_member_cannot(world):
    with pytest.raises(Denied):
        retention(world.today, by=world.user("delegate"))


def test_the_page_of_the_office(world, visit):
    request = world.filed()
    MembershipRequest.objects.filter(pk=request.pk).update(filed_at=ago(11))
    page = visit("office").get("/retention/").content.decode()
    assert "Aïcha Benmoussa" in page
    assert "It has not run yet." in page
    assert visit("delegate").get("/retention/").status_code == 403
    assert visit("office").post("/retention/").status_code == 302
    assert "1 unconfirmed requests" in visit("office").get("/retention/").content.decode()
