"""Dumps in the browser: upload, columns, plan, conflicts one by one, hold and release, apply; and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.dumps.models import ColumnMapping, Decision
from members.memberships.models import Membership
from members.people.models import Person
from portal.history import entries
from portal.importing.models import ImportRun, RunState
from portal.outbox.delivery import sweep
from tests.members.conftest import build_world

START = "/imports/new/registry/"
FOREIGN = "Reg,Vorname,Nachname,Haus,Beginn\n17,Ana,Quill,Sundridge,03/04/2020\n"
OURS = "external_id,given_name,family_name,institute_short_name,from\n"


@pytest.fixture
def office(transactional_db, client):
    world = build_world()
    client.force_login(world.user("office"))
    client.world = world
    return client


def upload(client, text, complete=False):
    data = {"file": SimpleUploadedFile("dump.csv", text.encode())} | ({"complete": "on"} if complete else {})
    client.post(START, data)
    sweep()
    return ImportRun.objects.latest("pk")


def mapped(client, run, *fields, order="dmy"):
    data = {f"column_{at}": name for at, name in enumerate(fields)} | {"date_order": order}
    answer = client.post(f"/dumps/{run.pk}/columns/", data)
    sweep()
    run.refresh_from_db()
    return answer


def test_columns_are_asked_once_for_a_set_of_headers(office):
    run = upload(office, FOREIGN)
    assert run.state == RunState.ASKING
    assert f"/dumps/{run.pk}/columns/" in office.get(f"/imports/{run.pk}/").content.decode()
    page = office.get(f"/dumps/{run.pk}/columns/").content.decode()
    assert "03/04/2020" in page
    answer = mapped(office, run, "external_id", "given_name", "", "institute_short_name", "from")
    assert (answer.status_code, run.state) == (422, RunState.ASKING)
    assert "No column is the family name." in answer.content.decode()
    mapped(office, run, "external_id", "given_name", "family_name", "institute_short_name", "from", order="")
    assert run.state == RunState.ASKING
    assert "line 2: 03/04/2020 could be day/month or month/day" in run.error
    mapped(office, run, "external_id", "given_name", "family_name", "institute_short_name", "from", order="mdy")
    assert (run.state, run.plan["counts"]["create"]) == (RunState.PLANNED, 2)
    office.post(f"/imports/{run.pk}/apply/")
    sweep()
    assert str(Membership.objects.get(person__family_name="Quill").period.lower) == "2020-03-04"
    again = upload(office, FOREIGN)
    assert (again.state, again.plan["counts"]["skip"]) == (RunState.PLANNED, 2)
    assert ColumnMapping.objects.get().mapped_by.username == "office"


def test_words_of_the_file_are_words(office):
    run = upload(office, "<b>x</b>,Nachname\n<script>alert(1)</script>,Quill\n")
    page = office.get(f"/dumps/{run.pk}/columns/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_conflicts_are_decided_one_by_one_and_remembered(office):
    known = office.world.person("Wei", "Li")
    office.world.member(known, "Northgate")
    text = OURS + "1,Wei,Li,Sundridge,2020-01-01\n2,Bo,Reed,Nowhere,2020-01-01\n"
    run = upload(office, text)
    assert run.plan["counts"]["conflict"] == 2
    address = f"/dumps/{run.pk}/conflicts/"
    page = office.get(address).content.decode()
    assert "Wei Li (Northgate" in page
    first, second = [row for row in run.plan["changes"] if row.get("key")]
    bad = office.post(address, {"key": first["key"], "choice": "this:999999"})
    assert bad.status_code == 422
    office.post(address, {"key": first["key"], "choice": f"this:{known.pk}"})
    assert "no institute is called" in office.get(address).content.decode()
    assert office.post(address, {"key": second["key"], "choice": "other"}).status_code == 422
    place = office.world.institutes["Sundridge"]
    answer = office.post(address, {"key": second["key"], "choice": "other", "institute": place.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/imports/{run.pk}/"
    sweep()
    run.refresh_from_db()
    assert (run.state, run.plan["counts"]["conflict"], run.plan["counts"]["create"]) == (RunState.PLANNED, 0, 3)
    office.post(f"/imports/{run.pk}/apply/")
    sweep()
    assert upload(office, text).plan["counts"]["skip"] == 4
    made = Decision.objects.get(person=known)
    assert (made.decided_by.username, entries(made)[-1].verb) == ("office", "decide")


def test_a_decision_can_be_taken_back(office):
    run = upload(office, OURS + "2,Bo,Reed,Nowhere,2020-01-01\n")
    conflict = next(row for row in run.plan["changes"] if row.get("key"))
    office.post(f"/dumps/{run.pk}/conflicts/", {"key": conflict["key"], "choice": "out"})
    decision = Decision.objects.get()
    assert "Bo Reed at Nowhere" in office.get("/dumps/decisions/").content.decode()
    page = office.get(f"/dumps/decisions/{decision.pk}/").content.decode()
    assert "leave out" in page
    assert "office" in page
    assert f"/dumps/decisions/{decision.pk}/take-back/" in page
    other = upload(office, OURS + "2,Bo,Reed,Nowhere,2020-01-01\n")
    assert other.plan["counts"].get("conflict", 0) == 0
    assert office.get(f"/dumps/decisions/{decision.pk}/take-back/").status_code == 405
    answer = office.post(f"/dumps/decisions/{decision.pk}/take-back/", follow=True)
    assert "asks again about Bo Reed at Nowhere" in answer.content.decode()
    assert upload(office, OURS + "2,Bo,Reed,Nowhere,2020-01-01\n").plan["counts"]["conflict"] == 1


def test_the_rest_of_the_conflicts_can_wait(office):
    run = upload(office, OURS + "2,Bo,Reed,Nowhere,2020-01-01\n3,Cy,Sand,Sundridge,2020-01-01\n")
    office.post(f"/dumps/{run.pk}/conflicts/", {"again": "1"})
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.PLANNING, 1)
    sweep()
    run.refresh_from_db()
    assert run.state == RunState.PLANNED


def test_a_held_dump_needs_a_name_and_a_reason(office):
    text = OURS + "3,Cy,Sand,Sundridge,2020-01-01\n"
    run = upload(office, text, complete=True)
    assert run.state == RunState.HELD
    office.post(f"/imports/{run.pk}/apply/")
    office.post(f"/imports/{run.pk}/release/", {"reason": " "})
    run.refresh_from_db()
    assert (run.state, run.released_by) == (RunState.HELD, None)
    page = office.get(f"/imports/{run.pk}/").content.decode()
    assert "it would end 5 of 5 current memberships" in page
    office.post(f"/imports/{run.pk}/release/", {"reason": "The experiment is over"})
    office.post(f"/imports/{run.pk}/apply/")
    sweep()
    run.refresh_from_db()
    assert (run.state, run.released_by.username) == (RunState.APPLIED, "office")
    assert not Membership.objects.current().exclude(person__family_name="Sand").exists()
    told = entries(Membership.objects.filter(person__family_name="Moreau").get())[0]
    assert told.reason == "import of dump.csv, released by office: The experiment is over"


def test_more_ends_than_were_released_hold_it_again(office):
    run = upload(office, OURS + "3,Cy,Sand,Sundridge,2020-01-01\n", complete=True)
    office.post(f"/imports/{run.pk}/release/", {"reason": "Seen"})
    office.world.member(office.world.person("Late", "Comer"), "Sundridge")
    office.post(f"/imports/{run.pk}/apply/")
    sweep()
    run.refresh_from_db()
    assert (run.state, Membership.objects.current().count()) == (RunState.HELD, 6)
    office.post(f"/imports/{run.pk}/release/", {"reason": "Seen again"})
    office.post(f"/imports/{run.pk}/apply/")
    sweep()
    run.refresh_from_db()
    assert run.state == RunState.APPLIED


def test_the_page_and_the_export(office):
    page = office.get("/dumps/").content.decode()
    assert "5 memberships" in page
    answer = office.get("/dumps/export/csv/?as_of=2026-01-01")
    assert answer["Content-Disposition"] == 'attachment; filename="registry-2026-01-01.csv"'
    assert b"Moreau" in answer.content
    assert office.get("/dumps/export/pdf/").status_code == 404
    assert office.get("/dumps/export/csv/?as_of=x").status_code == 400


@pytest.mark.parametrize("name", ["member", "delegate", "applicant", ""])
def test_others_see_nothing_of_it(office, name):
    run = upload(office, OURS + "2,Bo,Reed,Nowhere,2020-01-01\n")
    office.logout()
    if name:
        office.force_login(office.world.user(name))
    expected = 403 if name else 302
    for address in ("/dumps/", "/dumps/export/csv/", f"/dumps/{run.pk}/columns/", f"/dumps/{run.pk}/conflicts/"):
        assert office.get(address).status_code == expected
    for address in (f"/dumps/{run.pk}/columns/", f"/dumps/{run.pk}/conflicts/", f"/imports/{run.pk}/release/"):
        assert office.post(address, {"reason": "x", "again": "1"}).status_code == expected
    run.refresh_from_db()
    assert run.attempt == 0


def test_an_applied_run_takes_no_answers(office):
    run = upload(office, OURS + "3,Cy,Sand,Sundridge,2020-01-01\n")
    office.post(f"/imports/{run.pk}/apply/")
    sweep()
    mapped(office, run, "external_id", "given_name", "family_name", "institute_short_name", "from")
    office.post(f"/dumps/{run.pk}/conflicts/", {"again": "1"})
    run.refresh_from_db()
    assert (run.state, ColumnMapping.objects.count(), Person.objects.filter(family_name="Sand").count()) == (
        RunState.APPLIED, 0, 1,
    )  # fmt: skip
