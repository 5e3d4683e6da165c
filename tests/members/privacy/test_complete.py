"""Nothing is held that the person does not see: every table is walked, so that a later one cannot be forgotten."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from members.people.models import Person
from members.privacy import collecting, holdings
from portal.accounts.models import User
from portal.importing.models import ImportRun
from portal.periods import Period
from portal.registry import registry
from tests.members.privacy.conftest import ADDRESS, EARLIER

TOLD_IN = {
    "portal.User": "Accounts",
    "account.EmailAddress": "Addresses of the account",
    "portal.ImportRun": "Imported files",
    "portal.Effect": "Mails",
    "members.Person": "Record",
    "members.PersonName": "Earlier names",
    "members.PersonAddress": "Further addresses",
    "members.Merge": "Merged records",
    "members.Application": "Applications of institutes",
    "members.AuthorList": "Frozen author lists",
    "members.Decision": "Decisions about imported rows",
    "members.PrivateView": "Who saw private fields",
    "members.Acceptance": "Privacy notices accepted",
    "members.Invitation": "Invitations",
    "members.MembershipRequest": "Membership requests",
    "members.RequestNote": "Internal notes on requests",
    "members.Confirmation": "Confirmed in reviews",
    "members.Correction": "Corrections in reviews",
}
"""By table with a column that holds names, addresses or files: the section that tells it."""
NAMES_NOBODY = {
    "members.Institute": "names of institutes",
    "members.InstituteName": "names of institutes",
    "members.Category": "a name of a category",
    "members.ColumnMapping": "headers of columns",
    "members.Group": "names of groups, and their mailing list",
    "members.GroupLink": "words of links of groups",
    "members.RetentionRun": "numbers; who ran it is in the history as an action of the office",
    "datasets.Campaign": "names of campaigns",
    "datasets.GlobalTag": "names of tags",
    "datasets.Skim": "who wrote and answers for a skim is published with the registry, and comes again with it",
    "datasets.SkimRevision": "names of skims",
    "portal.ApiToken": "what a member calls a machine; that there is a token is told under Named in other records",
    "datasets.SavedSearch": "what a member calls a search; all are told under Saved searches",
    "datasets.Collection": "names of samples; who made and answers for one is published with it",
    "datasets.CompleteDump": "names of files of the file catalogue",
    "datasets.Feed": "names and addresses of sources",
    "datasets.DatasetMark": "what notices are to datasets",
    "datasets.EventType": "names of processes, and the document that they are from",
    "datasets.BeamEnergy": "labels of energies, and the document that they are from",
    "datasets.GoodRunList": "names and rules of lists of runs",
    "auth.Permission": "of Django, unused",
    "auth.Group": "of Django, unused",
    "mfa.Authenticator": "keys, which are told to nobody; that there is one is told under Second factors",
    "pghistory.Context": "unused: the label lies in each event",
    "portal.Blanking": "the name of the office that blanked; the account is told under Named in other records",
    "members.Document": "files of institutes; what they tell is not searched, and an erasure takes them whole",
    "liaisons.DecayFile": "the header of a decay file is part of the work; by whom it was handed in is told",
}
"""Why a table with such a column has no section of its own."""


def tables():
    for model in apps.get_models():
        if not hasattr(model, "pgh_tracked_model") and model._meta.managed and not model._meta.proxy:
            yield model


def speaks(column):
    """Columns that hold a person's name or address by design, or that can hold anything."""
    if isinstance(column, models.EmailField | models.JSONField | models.BinaryField):
        return True
    words = column.name == "who" or "name" in column.name or column.name == "label"
    return isinstance(column, models.CharField | models.TextField) and words


def test_every_column_that_refers_to_a_person_or_an_account_is_asked(world, leaver):
    with CaptureQueriesContext(connection) as asked:
        list(collecting.sections(leaver))
    conditions = [query["sql"].partition(" WHERE ")[2] for query in asked.captured_queries]
    forgotten = []
    for model in tables():
        for column in model._meta.concrete_fields:
            if column.related_model not in (Person, User) or (column.name == "user" and model is Person):
                continue
            wanted = re.compile(rf'"{model._meta.db_table}"\."{column.column}" (IN|=) ')
            if not any(wanted.search(condition) for condition in conditions):
                forgotten.append(f"{model._meta.label}.{column.name}")
    assert forgotten == []


def test_columns_that_are_told_in_full_exist():
    there = {f"{model._meta.label}.{column.name}" for model, column in holdings.references()}
    assert collecting.shown_in_full() - there == set()


def test_every_table_that_can_name_somebody_has_a_section_or_a_reason():
    found = {model._meta.label for model in tables() if any(map(speaks, model._meta.concrete_fields))}
    found -= {"members.NotTheSame"}
    assert found - set(TOLD_IN) - set(NAMES_NOBODY) == set()
    assert (set(TOLD_IN) | set(NAMES_NOBODY)) - {model._meta.label for model in tables()} == set()
    assert set(TOLD_IN) & set(NAMES_NOBODY) == set()


def test_every_file_is_told_or_has_a_reason_and_goes_or_stays_by_rule():
    files = {
        f"{model._meta.label}.{column.name}"
        for model in tables()
        for column in model._meta.concrete_fields
        if isinstance(column, models.BinaryField | models.FileField)
    }
    assert files == {"portal.ImportRun.content", "members.Document.content", "liaisons.DecayFile.content"}
    assert {item.name for item in registry.importers if item.personal} == {"people", "registry", "who_is_who"}


@pytest.fixture
def everywhere(world, leaver):
    """The leaver in each table that has a section."""
    from allauth.account.models import EmailAddress

    from members.accession.models import Application
    from members.authorship.models import AuthorList, AuthorNote, Authorship
    from members.dumps.models import Decision
    from members.groups.models import Appointment, Group, Nomination
    from members.memberships.models import PolicyNote, Reminder, Suspension
    from members.people.models import FieldAudience, PersonName
    from members.privacy import actions
    from members.requests.models import Invitation, RequestAlarm
    from members.reviews.models import Confirmation, Correction, Review

    office, today, past = world.user("office"), world.today, Period(world.today - timedelta(days=900), world.today)
    now = leaver.requests.model.objects.first().filed_at
    EmailAddress.objects.create(user=leaver.user, email=EARLIER)
    PersonName.objects.create(person=leaver, family_name="Before", period=past)
    FieldAudience.objects.create(person=leaver, field="email", audience="office")
    Suspension.objects.create(person=leaver, period=past, reason="lost the badge")
    membership = leaver.memberships.get()
    world.delegate(leaver, "Sundridge", since=past.lower, until=today)
    Reminder.objects.create(membership=membership, until=today, days=30, sent=True)
    PolicyNote.objects.create(membership=membership, occasion="end", action="mail", days=7, on=today)
    Authorship.objects.create(person=leaver, period=past)
    AuthorNote.objects.create(person=leaver, kind="also-at", text="Also at Elsewhere", period=past)
    group = Group.objects.create(code="EWP", name="Electroweak penguins", kind="physics")
    Appointment.objects.create(person=leaver, group=group, post="convener", period=past)
    Nomination.objects.create(
        person=leaver, group=group, post="liaison", period=past, state="declined", answered_at=now, reason="no time"
    )
    Application.objects.create(
        institute_name="Fjord College", short_name="Fjord", contact_name="Ines", contact_email="a@fjord.example",
        deputy_name="Ines Gone", deputy_email=ADDRESS.upper(), state="withdrawn",
    )  # fmt: skip
    uuid = str(leaver.uuid)
    AuthorList.objects.create(
        title="A paper", reference="PREPRINT-1", on=today, state="frozen", frozen_at=now,
        content={"authors": [{"uuid": uuid, "paper": "I. Gone"}]},
    )  # fmt: skip
    Decision.objects.create(
        subject="person", key="person:1", label="Gone, Ines", verdict="this", person=leaver, decided_by=office
    )
    review = Review.objects.create(year=2020, on=past.lower, due_on=today)
    people = [{"person": leaver.pk, "name": "Ines Gone", "category": "postdoc", "until": None}]
    confirmation = Confirmation.objects.create(
        review=review, institute=world.institutes["Sundridge"], state="confirmed", confirmed_at=now, who="Dora",
        snapshot={"people": people, "delegates": []}, people=1,
    )  # fmt: skip
    Correction.objects.create(confirmation=confirmation, person=leaver, text="left in spring", who="Dora")
    Invitation.objects.create(institute=world.institutes["Sundridge"], email=ADDRESS, token="t", expires_on=today)
    RequestAlarm.objects.create(
        request=leaver.requests.model.objects.get(email=ADDRESS.upper()), alarm="remind", since=now
    )
    actions.look(by=office, what="contact data", where="a page", person=leaver)
    actions.look(by=office, what="e-mail addresses", where="a list", people=3)
    actions.publish(text="We keep addresses.", by=office)
    actions.accept_for(leaver, by=office)
    ImportRun.objects.create(importer="registry", file_name="dump.csv", content=f"name;{EARLIER}".encode(), by=office,
        state="applied")  # fmt: skip
    return leaver


def test_each_section_tells_what_its_tables_hold(world, everywhere):
    found = dict(collecting.sections(everywhere))
    assert {title for title in TOLD_IN.values() if not found[title]} == set()
    assert [title for title, _ in collecting.OWN if not found[title]] == []
    assert found["Applications of institutes"] == [
        {"Institute": "Fjord College", "State": "withdrawn", "As": "proposed deputy", "Name": "Ines Gone",
         "E-mail": ADDRESS.upper()}
    ]  # fmt: skip
    assert found["Confirmed in reviews"][0]["Category"] == "postdoc"
    assert [row["Text"] for row in found["Internal notes on requests"]] == ["She is slow to answer."]
    assert found["Privacy notices accepted"][0]["On behalf of"] == "Inês Gone"
    assert any(row.get("After") == "lost the badge" for row in found["History"])
    assert any(row["What"] for row in found["History of requests"])
    assert json.loads(collecting.as_json(everywhere))["sections"]["Imported files"][0]["File"] == "dump.csv"


def test_a_part_in_somebody_elses_record_is_told_by_number_and_never_by_name(world, leaver):
    guest = world.person("Greta", "Guestova")
    row = world.member(guest, "Sundridge", category="postdoc", sponsor=leaver)
    request = world.waiting(family_name="Applicantova")
    request.decided_by = leaver.user
    request.save()
    rows = dict(collecting.sections(leaver))["Named in other records"]
    assert [(item["Record"], item["As"]) for item in rows] == [
        (f"membership {row.pk}", "sponsor"),
        (f"membership request {request.pk}", "decided by"),
    ]
    assert "ova" not in json.dumps(rows)


def test_sections_of_other_packages_are_not_told_twice(world, leaver):
    told = collecting.shown_in_full()
    assert {"liaisons.Remark.by", "members.Correction.person"} <= told
    assert "members.Membership.sponsor" not in told
