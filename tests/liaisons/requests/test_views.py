"""The page of a request and its buttons: what each does, for those who may and who may not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from liaisons.requests import actions
from liaisons.requests.choices import RequestState
from liaisons.requests.models import SignalRequest

EVIL = "<script>alert(1)</script>"


def root(page):
    return html.fromstring(page.content.decode())


def text_of(page):
    return " ".join(" ".join(root(page).itertext()).split())


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
    assert "The catalogue has 1 of production 51234 now." in text_of(asked)
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
