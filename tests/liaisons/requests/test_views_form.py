"""The form of a request, new or returned: filing, the check beside it, editing without losing or overwriting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from liaisons.decayfiles.models import DecayFile
from liaisons.requests import actions
from liaisons.requests.models import SignalRequest

NEW = "/requests/new/"
HTMX = {"HTTP_HX_REQUEST": "true"}
EVIL = "<script>alert(1)</script>"


def root(page):
    return html.fromstring(page.content.decode())


def text_of(page):
    return " ".join(" ".join(root(page).itertext()).split())


def upload(raw, name="1110021000.dec"):
    return SimpleUploadedFile(name, raw)


# -- filing ------------------------------------------------------------------------------------------------------------


def test_a_draft_with_a_new_file_from_the_form(visit, form_data, decay, cast):
    data = form_data | {"decay_file": "", "upload": upload(decay(Tested="No")), "save": "1"}
    page = visit("liaison").post(NEW, data, follow=True)
    filed = SignalRequest.objects.get()
    assert page.redirect_chain == [(f"/requests/{filed.pk}/", 302)]
    assert (filed.state, filed.events, filed.filed_by) == ("draft", 2_000_000, cast.liaison)
    assert (filed.decay_file.finding_count, filed.decay_file.uploaded_by) == (1, cast.liaison)
    assert f"#{filed.pk} B0 → K*0 γ for MC16rd: draft." in text_of(page)


def test_file_and_submit_in_one_go(visit, form_data):
    page = visit("liaison").post(NEW, form_data | {"submit": "1"}, follow=True)
    assert SignalRequest.objects.get().state == "submitted"
    assert "B0 → K*0 γ for MC16rd: submitted." in text_of(page)


def test_a_file_with_errors_is_saved_but_not_submitted(visit, form_data, decay):
    data = form_data | {"upload": upload(decay(EventType="1110021009")), "submit": "1"}
    page = visit("liaison").post(NEW, data, follow=True)
    filed = SignalRequest.objects.get()
    assert filed.state == "draft"
    assert (
        f"#{filed.pk} B0 → K*0 γ for MC16rd is saved, but not submitted: cannot submit: the decay file has an error,"
        in text_of(page)
    )
    assert "Not ready to submit: the decay file has an error, line 1:" in text_of(page)


def test_when_a_field_is_wrong_nothing_is_filed_and_the_upload_is_not_lost(visit, form_data, decay):
    data = form_data | {"decay_file": "", "title": "", "upload": upload(decay(Tested="No")), "submit": "1"}
    page = visit("liaison").post(NEW, data)
    assert (page.status_code, SignalRequest.objects.count()) == (422, 0)
    kept = DecayFile.objects.get(finding_count=1)
    assert "1110021000.dec is kept; you need not choose it again." in text_of(page)
    assert root(page).xpath("//select[@name='decay_file']/option[@selected]/@value") == [str(kept.pk)]
    assert root(page).xpath("//input[@name='events']/@value") == ["2e6"]
    again = visit("liaison").post(NEW, form_data | {"decay_file": kept.pk})
    assert (again.status_code, SignalRequest.objects.get().decay_file) == (302, kept)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The file is empty."),
        (b"# EventType: 1110021000\nDecay\x00", "Line 2: The file is not text: it holds a NUL byte."),
        (b"x" * 2_000_001, "The file has 2,000,001 bytes; at most 2,000,000 are read."),
    ],
)
def test_wrong_files_are_refused_with_the_line(visit, form_data, raw, says):
    client = visit("liaison")
    files = DecayFile.objects.count()
    page = client.post(NEW, form_data | {"upload": upload(raw)})
    assert (page.status_code, f"New decay file : {says}" in text_of(page)) == (422, True)
    fragment = client.post("/requests/check/", form_data | {"upload": upload(raw)}, **HTMX)
    assert text_of(fragment) == f"Check cannot be read {says}"
    assert (SignalRequest.objects.count(), DecayFile.objects.count()) == (0, files)


def test_a_link_fills_the_form(visit, fields, campaign):
    page = visit("liaison").get(NEW, {"decay_file": fields["decay_file"].pk, "campaign": campaign.pk, "title": EVIL})
    chosen = root(page).xpath("//select/option[@selected]/@value")
    assert {str(fields["decay_file"].pk), str(campaign.pk), str(fields["group"].pk)} <= set(chosen)
    assert root(page).xpath("//input[@name='title']/@value") == [EVIL]
    assert "Check of 1110021000.dec" in text_of(page)
    assert visit("liaison").get(NEW, {"decay_file": "x' OR 1", "campaign": "999999999999999999999"}).status_code == 200


@pytest.mark.parametrize("role", ["member", "delegate", "convener", "manager", "secretary", "applicant"])
def test_others_do_not_get_the_form(visit, form_data, role):
    client = visit(role)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, form_data).status_code == 403
    assert client.post("/requests/check/", form_data).status_code == 403
    assert not SignalRequest.objects.exists()


def test_a_group_of_others_is_refused(visit, form_data, other_group):
    page = visit("liaison").post(NEW, form_data | {"group": other_group.pk})
    assert (page.status_code, SignalRequest.objects.count()) == (422, 0)


# -- the check beside the form -----------------------------------------------------------------------------------------


def test_the_live_check_names_findings_and_repetitions_and_keeps_nothing(visit, ask, form_data, decay):
    first = ask("submitted")
    files = DecayFile.objects.count()
    data = form_data | {"decay_file": "", "upload": upload(decay(Tested="No"))}
    page = visit("liaison").post("/requests/check/", data, **HTMX)
    assert page.status_code == 200
    assert b"<html" not in page.content
    assert f"Event type 1110021000 is already requested in MC16rd_proc16: {first}" in text_of(page)
    assert root(page).xpath("//p[contains(@class,'banner')]//a/@href") == [f"/requests/{first.pk}/"]
    assert "5 warning The author says that the file is not tested." in text_of(page)
    assert (DecayFile.objects.count(), SignalRequest.objects.count()) == (files, 1)


def test_the_check_of_a_request_does_not_warn_of_itself(visit, ask, form_data):
    filed = ask()
    page = visit("liaison").post(f"/requests/{filed.pk}/check/", form_data, **HTMX)
    assert "already requested" not in text_of(page)
    assert "Check of 1110021000.dec clean" in text_of(page)


def test_the_check_of_an_empty_form_is_an_invitation(visit):
    page = visit("liaison").post("/requests/check/", {}, **HTMX)
    assert text_of(page).startswith("Check Choose a decay file:")


def test_without_scripts_a_button_checks_and_what_was_typed_stays(visit, form_data, decay):
    data = form_data | {"decay_file": "", "title": "", "upload": upload(decay(Tested="No")), "check": "1"}
    page = visit("liaison").post(NEW, data)
    assert (page.status_code, SignalRequest.objects.count()) == (200, 0)
    assert "The author says that the file is not tested." in text_of(page)
    assert "The check keeps nothing: choose the file again when you send the form." in text_of(page)
    assert root(page).xpath("//input[@name='events']/@value") == ["2e6"]
    assert not root(page).xpath("//*[@role='alert']")


# -- editing -----------------------------------------------------------------------------------------------------------


def test_a_returned_request_is_edited_and_submitted_again(visit, ask, form_data, decay):
    filed = ask("returned")
    client = visit("second_liaison")
    page = client.get(f"/requests/{filed.pk}/edit/")
    assert root(page).xpath("//textarea[@name='purpose']")[0].text.strip() == "Efficiency of the photon selection."
    data = form_data | {"events": "1,000,000", "upload": upload(decay(Tested="No")), "submit": "1"}
    client.post(f"/requests/{filed.pk}/edit/", data)
    filed.refresh_from_db()
    assert (filed.state, filed.events, filed.revision, filed.decay_file.finding_count) == ("submitted", 1_000_000, 1, 1)


def test_editing_what_was_submitted_meanwhile_loses_nothing(visit, ask, form_data, cast, decay):
    filed = ask()
    client = visit("liaison")
    assert client.get(f"/requests/{filed.pk}/edit/").status_code == 200
    actions.submit(filed, by=cast.second_liaison)
    typed = {"purpose": "A long text that took an hour.", "events": "7e6", "upload": upload(decay(Tested="No"))}
    page = client.post(f"/requests/{filed.pk}/edit/", form_data | typed)
    assert page.status_code == 409
    assert (
        "It can no longer be edited: it is submitted; nothing was changed. What you typed still stands here."
        in text_of(page)
    )
    assert root(page).xpath("//textarea[@name='purpose']")[0].text.strip() == "A long text that took an hour."
    assert root(page).xpath("//input[@name='events']/@value") == ["7e6"]
    filed.refresh_from_db()
    assert (filed.events, filed.revision) == (2_000_000, 0)
    late = client.get(f"/requests/{filed.pk}/edit/", follow=True)
    assert "can no longer be edited: it is submitted." in text_of(late)


def test_an_edit_that_would_overwrite_anothers_is_refused_with_what_was_typed(visit, ask, form_data, cast):
    filed = ask()
    actions.edit(filed, by=cast.second_liaison, revision=0, title="Better title")
    page = visit("liaison").post(f"/requests/{filed.pk}/edit/", form_data | {"title": "My title"})
    assert page.status_code == 409
    assert "Somebody else edited it since you opened the form; nothing was changed." in text_of(page)
    assert root(page).xpath("//input[@name='title']/@value") == ["My title"]
    assert SignalRequest.objects.get().title == "Better title"


@pytest.mark.parametrize(
    ("role", "status"), [("other_liaison", 404), ("member", 403), ("manager", 403), ("outsider", 302)]
)
def test_drafts_of_others_are_not_edited(visit, ask, form_data, role, status):
    filed = ask()
    client = visit(role)
    assert client.get(f"/requests/{filed.pk}/edit/").status_code == status
    assert client.post(f"/requests/{filed.pk}/edit/", form_data).status_code == status
