"""An institute joins: documents, states, and what an admission makes."""

from __future__ import annotations

from datetime import date

import pytest

from members.accession import actions, queries
from members.accession.models import Application
from members.institutes.models import Institute
from members.memberships.models import Delegate
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import Denied
from tests.members.accession.conftest import pdf


def test_submission_names_the_documents_that_are_missing(world, draft, by_law):
    member = world.user("member")
    with pytest.raises(MoveRefused, match="letter of intent, CV, 2 of 2 recommendation letters"):
        actions.submit(draft, by=member)
    for number, kind in enumerate(("intent", "cv", "recommendation", "operation")):
        actions.attach(draft, kind=kind, file_name="a.pdf", content=pdf(number), by=member)
    with pytest.raises(MoveRefused, match=r"missing: 1 of 2 recommendation letters$"):
        actions.submit(draft, by=member)
    by_law("[institutes]\nrecommendation_letters = 1")
    actions.submit(draft, by=member)
    assert draft.state == "submitted"


def test_a_draft_is_of_its_filer_and_the_office(world, draft):
    for who in ("deputy", "stranger"):
        with pytest.raises(Denied):
            actions.edit_application(draft, by=world.user(who), city="Elsewhere")
        with pytest.raises(Denied):
            actions.attach(draft, kind="cv", file_name="a.pdf", content=pdf(), by=world.user(who))
    actions.edit_application(draft, by=world.user("office"), city="Westmoor")
    with pytest.raises(Denied):
        actions.file_application(by=world.user("applicant"), institute_name="X", short_name="X")


def test_what_was_submitted_does_not_change(world, complete):
    actions.submit(complete, by=world.user("member"))
    for verb in (
        lambda: actions.edit_application(complete, by=world.user("member"), city="Elsewhere"),
        lambda: actions.attach(complete, kind="cv", file_name="a.pdf", content=pdf(9), by=world.user("office")),
        lambda: actions.remove(complete.documents.first(), by=world.user("member")),
        lambda: actions.submit(complete, by=world.user("member")),
    ):
        with pytest.raises(MoveRefused):
            verb()
    with pytest.raises(Denied):
        actions.send_back(complete, by=world.user("member"), reason="no")
    actions.send_back(complete, by=world.user("office"), reason="the CV is of somebody else")
    actions.remove(complete.documents.get(kind="cv"), by=world.user("member"))
    with pytest.raises(MoveRefused, match="missing: CV"):
        actions.submit(complete, by=world.user("member"))


def test_files_are_judged_by_what_they_hold(world, draft, by_law):
    member = world.user("member")
    by_law("[institutes]\ndocument_bytes = 200")
    for content, words in (
        (b"", "empty"),
        (b"MZ\x90\x00 not a pdf %%EOF", "does not begin as one"),
        (b"<script>alert(1)</script>%PDF-1.7 %%EOF", "does not begin as one"),
        (pdf()[:-8], "its end is missing"),
        (pdf() + b" " * 200, "at most 200 are taken"),
    ):
        with pytest.raises(MoveRefused, match=words):
            actions.attach(draft, kind="cv", file_name="a.pdf", content=content, by=member)
    actions.attach(draft, kind="cv", file_name="a.pdf", content=pdf(), by=member)
    with pytest.raises(MoveRefused, match="the same file is here already"):
        actions.attach(draft, kind="intent", file_name="b.pdf", content=pdf(), by=member)


def test_an_admission_makes_the_institute_and_its_delegates(world, presented, mails):
    office = world.user("office")
    institute = actions.admit(presented, on=date(2026, 3, 1), kind="full", outcome="admitted by all votes", by=office)
    assert (institute.name, institute.kind, institute.period.lower) == (
        "University of Westmoor",
        "full",
        date(2026, 3, 1),
    )
    [term] = Delegate.objects.filter(institute=institute)
    assert (term.person, term.deputy) == (world.user("delegate").person, False)
    presented.refresh_from_db()
    assert (presented.institute, presented.outcome) == (institute, "admitted by all votes")
    done = {what: done for what, done, _ in queries.checklist(presented)}
    assert done == {
        "Delegate appointed": True,
        "Deputy appointed": False,
        "Delegates are members of the institute": False,
        "People invited": False,
        "ROR and coordinates on record": False,
    }
    assert {entry.verb for entry in entries(institute)} == {"admit"}
    assert ("ada@westmoor.example", "Application of Westmoor: admitted") in [mail[:2] for mail in mails()]
    with pytest.raises(MoveRefused):
        actions.admit(presented, on=date(2026, 3, 1), kind="full", by=office)
    assert Institute.objects.filter(short_name="Westmoor").count() == 1


def test_an_associate_has_a_host_and_a_full_member_none(world, presented):
    office, host = world.user("office"), world.institutes["Sundridge"]
    for kind, given in (("associate", None), ("full", host)):
        with pytest.raises(MoveRefused, match="under a host"):
            actions.admit(presented, on=world.today, kind=kind, host=given, by=office)
    institute = actions.admit(presented, on=world.today, kind="associate", host=host, by=office)
    assert [(tie.kind, tie.other) for tie in institute.ties.all()] == [("host", host)]


def test_a_refused_admission_leaves_nothing(world, presented, draft):
    office = world.user("office")
    with pytest.raises(Denied):
        actions.admit(presented, on=world.today, kind="full", by=world.user("member"))
    with pytest.raises(MoveRefused, match="not in the collaboration"):
        actions.admit(presented, on=date(2018, 1, 1), kind="associate", host=world.institutes["Sundridge"], by=office)
    Application.objects.filter(pk=presented.pk).update(short_name="northgate")
    with pytest.raises(MoveRefused, match="called northgate already"):
        actions.admit(presented, on=world.today, kind="full", by=office)
    assert Institute.objects.count() == 2


def test_two_people_with_one_address_are_not_guessed(world, presented):
    world.person("Ida", "Double", email="delegate@lab.example")
    institute = actions.admit(presented, on=world.today, kind="full", by=world.user("office"))
    assert not institute.delegates.exists()


def test_a_decline_says_why_and_a_withdrawal_is_the_filers(world, complete):
    actions.submit(complete, by=world.user("member"))
    with pytest.raises(MoveRefused, match="reason"):
        actions.decline(complete, by=world.user("office"), reason=" ")
    with pytest.raises(Denied):
        actions.withdraw(complete, by=world.user("stranger"))
    actions.decline(complete, by=world.user("office"), reason="too small")
    assert (complete.outcome, complete.decided_on) == ("too small", world.today)
    with pytest.raises(MoveRefused, match="already declined"):
        actions.withdraw(complete, by=world.user("member"))
