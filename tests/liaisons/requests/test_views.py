"""The pages of a request and what each button does, with and without scripts, for those who may and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from liaisons.decayfiles.models import DecayFile
from liaisons.requests import actions
from liaisons.requests.choices import RequestState
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


def buttons(page):
    """The words of what can be done on a page: enabled, and disabled with the reason."""
    (head,) = root(page).xpath("//div[@class='head']/div[@class='row']")
    on = [
        item.text_content().removesuffix(" …")
        for item in head.xpath(".//a | .//button[@popovertarget and not(ancestor::div[@popover])] | ./form/button")
    ]
    off = {
        item.xpath("summary")[0].text_content().removesuffix(", not possible now"): item.xpath("p")[0].text_content()
        for item in head.xpath("details")
    }
    return on, off


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


# -- the page ----------------------------------------------------------------------------------------------------------

BY_LIAISON = {
    "draft": ["Edit", "Submit", "Cancel"],
    "submitted": ["Cancel"],
    "returned": ["Edit", "Submit", "Cancel"],
    "accepted": ["Cancel"],
    "producing": [],
    "done": [],
    "cancelled": [],
}
BY_MANAGER = {
    "draft": [],
    "submitted": ["Accept", "Return"],
    "returned": [],
    "accepted": ["Start production", "Stop production"],
    "producing": ["Close as done", "Stop production"],
    "done": [],
    "cancelled": [],
}


@pytest.mark.parametrize("state", RequestState.values)
def test_buttons_are_for_those_who_may_and_say_why_not_to_others(visit, ask, state):
    filed = ask(state)
    url = filed.get_absolute_url()
    by_liaison, by_manager = BY_LIAISON[state], BY_MANAGER[state]
    on, off = buttons(visit("liaison").get(url))
    assert (sorted(on), sorted(off)) == (sorted(by_liaison), sorted(by_manager))
    on, off = buttons(visit("manager").get(url))
    assert (sorted(on), sorted(off)) == (sorted(by_manager), sorted(set(by_liaison) - {"Edit"}))
    page = visit("member").get(url)
    if state == "draft":
        assert page.status_code == 404
    else:
        on, off = buttons(page)
        assert (on, sorted(off)) == ([], sorted({*by_liaison, *by_manager} - {"Edit"}))
        for words in off.values():
            assert words.startswith("only ")


@pytest.mark.parametrize("state", RequestState.values)
@pytest.mark.parametrize("role", ["member", "liaison", "other_liaison", "manager"])
def test_no_page_of_any_state_breaks(visit, ask, role, state):
    filed = ask(state)
    page = visit(role).get(filed.get_absolute_url())
    assert page.status_code == (404 if state == "draft" and role in ("member", "other_liaison") else 200)


def test_both_sides_see_one_timeline(visit, ask, cast):
    filed = ask("returned")
    actions.remark(filed, by=cast.manager, text="Two million would do.\nOr three.")
    told = {
        role: [
            " ".join(entry.text_content().split())
            for entry in root(visit(role).get(filed.get_absolute_url())).xpath("//section[@id='timeline']//ol/li")
        ]
        for role in ("liaison", "manager", "member")
    }
    assert [entry.partition(",")[0] for entry in told["liaison"]] == [
        "Remark by Manager Tester",
        "Returned by Manager Tester",
        "Submitted by Liaison Tester",
        "Filed by Liaison Tester",
    ]
    assert told["liaison"][0].endswith("Two million would do. Or three.")
    assert told["liaison"][1].endswith("Ten million are too many.")
    assert told["liaison"] == told["manager"] == told["member"]


def test_the_page_shows_the_decay_file_with_its_findings_and_warnings(visit, ask, keep, decay):
    first = ask("submitted")
    filed = ask("submitted", decay_file=keep(decay(Tested="No", NickName="Bd_again")))
    page = visit("manager").get(filed.get_absolute_url())
    assert "5 warning The author says that the file is not tested." in text_of(page)
    assert f"Event type 1110021000 is already requested in MC16rd_proc16: {first}" in text_of(page)
    assert "b quarks; B⁰; one exclusive decay" in text_of(page)
    assert f"/decay-files/{filed.decay_file_id}/" in root(page).xpath("//aside//a/@href")


def test_results_are_linked(visit, ask, dataset):
    results = [dataset(run=run) for run in (1, 2)]
    filed = ask("done")
    page = root(visit("member").get(filed.get_absolute_url()))
    links = page.xpath("//section[h2='Datasets']//a/@href")
    assert links == [*(item.get_absolute_url() for item in results), "/datasets/?production=51234"]


def test_the_page_costs_the_same_for_one_remark_and_three(visit, ask, cast):
    filed = ask("submitted")
    client = visit("manager")

    def queries():
        actions.remark(filed, by=cast.manager, text="More?")
        client.get(filed.get_absolute_url())
        with CaptureQueriesContext(connection) as seen:
            client.get(filed.get_absolute_url())
        return len(seen)

    assert queries() == queries() == queries()


def test_hostile_words_are_shown_as_words(visit, ask, cast, keep, decay):
    file = keep(decay(NickName=EVIL, Descriptor=EVIL))
    filed = ask("submitted", title=EVIL, purpose=EVIL, decay_file=file)
    actions.remark(filed, by=cast.liaison, text=EVIL)
    actions.send_back(filed, by=cast.manager, reason=EVIL)
    client = visit("liaison")
    for url in (filed.get_absolute_url(), "/requests/", f"/requests/{filed.pk}/edit/", "/", file.get_absolute_url()):
        page = client.get(url)
        assert (page.status_code, EVIL in page.content.decode()) == (200, False), url
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()


def test_the_decay_file_names_the_requests_that_its_reader_may_know(visit, ask):
    draft, submitted = ask(), ask("submitted")
    url = draft.decay_file.get_absolute_url()

    def named(role):
        return root(visit(role).get(url)).xpath("//section[h2='Requests with this file']//a/@href")

    assert named("liaison") == [submitted.get_absolute_url(), draft.get_absolute_url()]
    assert named("member") == [submitted.get_absolute_url()]
    assert buttons(visit("liaison").get(url))[0] == ["Request events", "Download"]
    assert buttons(visit("member").get(url))[0] == ["Download"]


# -- deciding ----------------------------------------------------------------------------------------------------------


def test_accept_start_finish_by_the_buttons(visit, ask, dataset):
    filed = ask("submitted")
    url = filed.get_absolute_url()
    result = dataset()
    client = visit("manager")
    assert client.post(f"{url}accept/").status_code == 302
    assert client.post(f"{url}start/", {"production": "51234", "reason": "Tonight."}).status_code == 302
    asked = client.get(f"{url}finish/")
    assert root(asked).xpath("//input[@name='production']/@value") == ["51234"]
    page = client.post(f"{url}finish/", {"production": "51234"}, follow=True)
    filed.refresh_from_db()
    assert (filed.state, filed.production, list(filed.datasets.all())) == ("done", 51234, [result])
    assert "B0 → K*0 γ for MC16rd: done." in text_of(page)


def test_a_wrong_number_or_no_dataset_is_said_and_nothing_moves(visit, ask):
    filed = ask("accepted")
    client = visit("manager")
    page = client.post(f"{filed.get_absolute_url()}start/", {"production": "prod7"})
    assert (page.status_code, "Enter a whole number." in text_of(page)) == (422, True)
    actions_page = client.post(f"{filed.get_absolute_url()}finish/", {"production": "1"}, follow=True)
    assert "cannot close as done: it is already accepted." in text_of(actions_page)
    assert SignalRequest.objects.get().state == "accepted"


def test_returning_needs_a_reason_on_the_page_too(visit, ask):
    filed = ask("submitted")
    client = visit("manager")
    page = client.post(f"{filed.get_absolute_url()}return/", {"reason": " "})
    assert (page.status_code, "Say why: a reason is needed to return." in text_of(page)) == (422, True)
    client.post(f"{filed.get_absolute_url()}return/", {"reason": "Too many."})
    assert SignalRequest.objects.get().state == "returned"


def test_deciding_twice_is_said(visit, ask):
    filed = ask("accepted")
    page = visit("second_manager").post(f"{filed.get_absolute_url()}return/", {"reason": "No."}, follow=True)
    assert f"{filed}: cannot return: it is already accepted." in text_of(page)
    late = visit("second_manager").get(f"{filed.get_absolute_url()}finish/", follow=True)
    assert "cannot close as done: it is already accepted." in text_of(late)


@pytest.mark.parametrize("role", ["liaison", "other_liaison", "member", "convener", "secretary", "outsider"])
@pytest.mark.parametrize(
    ("state", "move"),
    [("submitted", "accept"), ("submitted", "return"), ("accepted", "start"), ("producing", "finish")],
)
def test_only_the_production_decides(visit, ask, role, state, move):
    filed = ask(state)
    data = {"reason": "x", "production": "51234"}
    page = visit(role).post(f"{filed.get_absolute_url()}{move}/", data)
    assert page.status_code == (302 if role == "outsider" else 403)
    assert SignalRequest.objects.get().state == state


@pytest.mark.parametrize("move", ["edit", "start", "finish", "remark", "accept", "return", "cancel", "submit"])
def test_a_draft_of_others_does_not_exist(visit, ask, move):
    filed = ask()
    assert visit("other_liaison").post(f"{filed.get_absolute_url()}{move}/", {"text": "x"}).status_code in (403, 404)
    assert visit("member").get(f"{filed.get_absolute_url()}").status_code == 404
    assert SignalRequest.objects.get().state == "draft"


# -- remarks -----------------------------------------------------------------------------------------------------------


def test_a_remark_from_the_page(visit, ask):
    filed = ask("submitted")
    page = visit("manager").post(f"{filed.get_absolute_url()}remark/", {"text": "Which photons?"}, follow=True)
    assert page.redirect_chain == [(f"/requests/{filed.pk}/#timeline", 302)]
    assert "Which photons?" in text_of(page)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_an_empty_or_overlong_remark_comes_back_with_what_was_typed(visit, ask, text):
    filed = ask("submitted")
    page = visit("liaison").post(f"{filed.get_absolute_url()}remark/", {"text": text})
    assert page.status_code == 422
    assert root(page).xpath("//textarea[@name='text']")[0].text.strip() == text.strip()
    assert not filed.remarks.exists()


def test_others_see_no_form_for_remarks(visit, ask):
    filed = ask("submitted")
    assert not root(visit("member").get(filed.get_absolute_url())).xpath("//textarea[@name='text']")
    assert visit("member").post(f"{filed.get_absolute_url()}remark/", {"text": "x"}).status_code == 403
    assert visit("outsider").post(f"{filed.get_absolute_url()}remark/", {"text": "x"}).status_code == 302
