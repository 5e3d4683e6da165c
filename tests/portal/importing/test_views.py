"""Imports in the browser: upload, plan, progress, apply, failure; others and double clicks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from datasets.catalogue.models import Dataset
from portal.history import entries
from portal.importing import actions
from portal.importing.importer import Importer
from portal.importing.models import ImportRun, RunState
from portal.outbox.delivery import sweep
from portal.registry import registry
from portal.testing.personas import ALWAYS, group, make_person, model

START = "/imports/new/datasets/"
PATH = "/belle/MC/release-08-00-00/DB00000001/MC16rd_proc16/prod00000001/s00/e0012/4S/r00000/1110021000/mdst"
PATH_FILE = PATH.encode()


@pytest.fixture
def manager(transactional_db, personas, as_persona):
    return as_persona("manager")


def upload(client, content=PATH_FILE, name="paths.txt", follow=True):
    return client.post(START, {"file": SimpleUploadedFile(name, content)}, follow=follow)


def run():
    return ImportRun.objects.get()


def test_upload_plan_apply(manager):
    answer = upload(manager, f"{PATH}\nno path\n".encode())
    assert answer.redirect_chain == [(f"/imports/{run().pk}/", 302)]
    assert (run().state, Dataset.objects.count()) == (RunState.PLANNING, 0)
    sweep()
    assert (run().state, Dataset.objects.count()) == (RunState.PLANNED, 0)
    text = manager.get(f"/imports/{run().pk}/").content.decode()
    assert PATH in text
    assert "no path" in text
    manager.post(f"/imports/{run().pk}/apply/")
    assert (run().state, Dataset.objects.count()) == (RunState.APPLYING, 0)
    sweep()
    assert (run().state, run().done, run().total, Dataset.objects.count()) == (RunState.APPLIED, 2, 2, 1)
    assert run().ended_at is not None


def test_the_pages_say_where_they_belong(manager):
    place = [("Data", ""), ("Datasets", "/datasets/")]
    page = manager.get(START).context["page"]
    assert (page["crumbs"], page["cancel_url"]) == (place, "/datasets/")
    upload(manager)
    assert manager.get(f"/imports/{run().pk}/").context["page"]["crumbs"] == [*place, ("Import datasets", START)]


def test_an_empty_list_offers_the_import_to_those_who_may(manager, as_persona):
    empty = {
        who: as_persona(who).get("/datasets/").content.decode().split("No datasets yet")[1]
        for who in ("manager", "member")
    }
    assert START in empty["manager"]
    assert START not in empty["member"]
    assert "list of paths" in empty["member"]


def test_applying_twice_is_one_import_and_a_sentence(manager):
    upload(manager)
    sweep()
    address = f"/imports/{run().pk}/apply/"
    manager.post(address)
    again = manager.post(address, follow=True)
    assert [str(message) for message in again.context["messages"]] == ["Import of paths.txt: this import is writing."]
    sweep()
    late = manager.post(address, follow=True)
    assert [str(message) for message in late.context["messages"]] == ["Import of paths.txt: this import is applied."]
    assert sweep() == 0
    assert Dataset.objects.count() == 1


def test_dropping_writes_nothing_and_cannot_be_applied_afterwards(manager):
    upload(manager)
    sweep()
    manager.post(f"/imports/{run().pk}/drop/")
    assert run().state == RunState.DROPPED
    manager.post(f"/imports/{run().pk}/apply/")
    sweep()
    assert (run().state, Dataset.objects.count()) == (RunState.DROPPED, 0)


def test_a_file_that_cannot_be_read_fails_in_a_sentence(manager):
    upload(manager, b"# only words\n")
    sweep()
    assert (run().state, run().error) == (RunState.FAILED, "there is no path in paths.txt")
    assert "there is no path in paths.txt" in manager.get(f"/imports/{run().pk}/").content.decode()


def test_a_line_that_no_database_can_hold_is_rejected_like_any_other(manager):
    upload(manager, b"\x00\x01\n" + PATH_FILE)
    sweep()
    assert (run().state, run().plan["counts"]["reject"], run().plan["counts"]["create"]) == (RunState.PLANNED, 1, 1)
    assert "\N{SYMBOL FOR NULL}" in run().plan["changes"][0]["label"]


def test_an_unexpected_error_takes_everything_back_and_says_so(manager, monkeypatch):
    """The importer breaks after it wrote: nothing may stay."""
    importer = actions.importer_named("datasets")
    write = importer.write

    def breaks(self, plan, *, by, progress):
        write(self, plan, by=by, progress=progress)
        raise ZeroDivisionError

    upload(manager)
    sweep()
    monkeypatch.setattr(importer, "write", breaks)
    manager.post(f"/imports/{run().pk}/apply/")
    sweep()
    assert (run().state, run().error, Dataset.objects.count()) == (RunState.FAILED, actions.UNEXPECTED, 0)
    assert "ZeroDivisionError" not in manager.get(f"/imports/{run().pk}/").content.decode()


def test_progress_is_seen_while_the_import_writes(manager, monkeypatch):
    importer = actions.importer_named("datasets")
    write, seen = importer.write, []

    def watched(self, plan, *, by, progress):
        write(self, plan, by=by, progress=progress)
        progress(1, 4)
        outside = actions.connection.copy()
        with outside.cursor() as cursor:
            cursor.execute("SELECT done, total FROM portal_importrun")
            seen.append(cursor.fetchone())
        outside.close()

    upload(manager)
    sweep()
    monkeypatch.setattr(importer, "write", watched)
    manager.post(f"/imports/{run().pk}/apply/")
    sweep()
    assert (seen, run().state) == ([(1, 4)], RunState.APPLIED)


def test_what_changed_meanwhile_is_planned_anew(manager):
    upload(manager)
    sweep()
    Dataset.objects.create(path=PATH, data_class="MC")
    manager.post(f"/imports/{run().pk}/apply/")
    sweep()
    assert (run().state, run().plan["counts"]["create"], run().plan["counts"]["skip"]) == (RunState.APPLIED, 0, 1)
    assert Dataset.objects.count() == 1


@pytest.mark.parametrize("persona", ["outsider", "applicant", "member", "liaison", "secretary"])
def test_others_neither_start_nor_see_nor_steer_it(manager, as_persona, persona):
    upload(manager)
    sweep()
    other = as_persona(persona)
    expected = 302 if persona == "outsider" else 403
    assert other.get(START).status_code == expected
    assert upload(other, follow=False).status_code == expected
    assert other.get(f"/imports/{run().pk}/").status_code == expected
    for verb in ("apply", "drop"):
        assert other.post(f"/imports/{run().pk}/{verb}/").status_code == expected
    assert run().state == RunState.PLANNED


def test_a_colleague_may_carry_on_and_is_named_in_the_history(manager, personas, as_persona):
    """The import belongs to those who may import: whoever applies it is who did it."""
    user = model("portal.User").objects.create_user("deputy", "deputy@lab.example")
    deputy = make_person("Dora", "Deputy", personas.institute, user=user)
    model("members.Appointment").objects.create(
        person=deputy, group=group("data-production"), post="manager", period=ALWAYS
    )
    upload(manager)
    sweep()
    manager.force_login(user)
    manager.post(f"/imports/{run().pk}/apply/")
    sweep()
    assert (run().state, run().by) == (RunState.APPLIED, user)


def test_the_form_says_what_is_wrong(manager, settings):
    settings.PORTAL_UPLOAD_BYTES = 10
    answer = upload(manager)
    assert answer.status_code == 422
    assert "at most 10 are read here" in answer.content.decode()
    assert manager.post(START).status_code == 422
    assert manager.post(START, {"file": SimpleUploadedFile("empty.txt", b"")}).status_code == 422
    assert not ImportRun.objects.exists()


def test_unknown_importers_runs_and_verbs_are_not_found(manager):
    upload(manager)
    assert manager.get("/imports/new/dragons/").status_code == 404
    assert manager.get(f"/imports/{run().pk + 1}/").status_code == 404
    assert manager.post(f"/imports/{run().pk}/explode/").status_code == 404
    assert manager.get(f"/imports/{run().pk}/apply/").status_code == 405


def test_a_name_with_a_folder_is_a_name(manager):
    upload(manager, name="../../etc/passwd")
    assert run().file_name == "passwd"
    sweep()
    assert run().state == RunState.PLANNED


def test_people_come_in_under_the_name_of_who_applied(transactional_db, personas, as_persona):
    """The importer of author lists in the browser; its rows are curated, so the history names the person."""
    assert {item.name for item in registry.importers} >= {"people", "datasets"}
    assert all(issubclass(item, Importer) for item in registry.importers)
    content = b"""<?xml version="1.0"?>
<collaborationauthorlist xmlns:cal="http://www.slac.stanford.edu/spires/hepnames/authors_xml/"
 xmlns:foaf="http://xmlns.com/foaf/0.1/">
<cal:creationDate>2026-01-01</cal:creationDate><cal:publicationReference>X</cal:publicationReference>
<cal:collaborations><cal:collaboration id="c1"><foaf:name>Lantern</foaf:name></cal:collaboration></cal:collaborations>
<cal:organizations><foaf:Organization id="o1"><foaf:name>Far Lab</foaf:name></foaf:Organization></cal:organizations>
<cal:authors><foaf:Person><foaf:name>Wei Lantern</foaf:name><foaf:givenName>Wei</foaf:givenName>
<foaf:familyName>Lantern</foaf:familyName><cal:authorNamePaper>W. Lantern</cal:authorNamePaper>
<cal:authorCollaborations><cal:authorCollaboration collaborationid="c1"/></cal:authorCollaborations>
<cal:authorAffiliations><cal:authorAffiliation organizationid="o1" connection=""/></cal:authorAffiliations>
</foaf:Person></cal:authors></collaborationauthorlist>"""
    office = as_persona("office")
    office.post("/imports/new/people/", {"file": SimpleUploadedFile("authors.xml", content)})
    sweep()
    assert run().state == RunState.PLANNED, run().error
    office.post(f"/imports/{run().pk}/apply/")
    sweep()
    made = model("members.Person").objects.get(family_name="Lantern")
    told = entries(made)[-1]
    assert (told.verb, told.who, told.reason) == ("import", "Office Persona", "import of authors.xml")
