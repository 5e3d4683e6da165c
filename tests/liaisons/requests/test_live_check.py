"""In a real browser: the check beside the form while it is filled in, and the way of a request between two people."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from liaisons.decayfiles.models import DecayFile
from liaisons.requests.models import SignalRequest

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def enter(page, live_server, cast):
    """`enter("liaison", "/requests/")`: that person opens that page."""

    def opened(role, path):
        client = Client()
        client.force_login(getattr(cast, role))
        page.context.clear_cookies()
        cookie = next(iter(client.cookies.values()))
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return opened


def complaints(page):
    return [(item["id"], item["nodes"][0]["html"]) for item in Axe().run(page).response["violations"]]


def test_a_request_from_a_real_decay_file_to_the_timeline_both_see(enter, campaign, shared):
    page = enter("liaison", "/requests/new/")
    page.set_input_files("input[type=file]", shared / "data/catalogue/decfiles/1110021004.dec")
    check = page.locator("#check")
    check.get_by_text("Check of 1110021004.dec").wait_for()
    assert not DecayFile.objects.exists()
    assert complaints(page) == []
    page.get_by_label("Title").fill("B0 → ρ γ, one of the known ones")
    page.get_by_label("Campaign").select_option(label="MC16rd_proc16")
    page.get_by_label("Events").fill("2e6")
    page.get_by_label("Purpose").fill("Efficiency of the photon selection.")
    page.get_by_role("button", name="Save and submit").click()
    page.get_by_text(": submitted.").wait_for()
    filed = SignalRequest.objects.get()
    assert (filed.state, filed.decay_file.event_type) == ("submitted", "1110021004")

    page = enter("manager", "/")
    page.locator("#card-requests-to-decide").get_by_role("link", name=str(filed)).click()
    page.get_by_role("button", name="Return …").click()
    page.get_by_label("Reason").fill("Two million are too many.")
    page.get_by_role("dialog").get_by_role("button", name="Return").click()
    page.get_by_text(": returned.").wait_for()
    assert complaints(page) == []
    told = page.locator("#timeline li").all_inner_texts()

    page = enter("liaison", "/")
    page.locator("#card-requests-returned").get_by_role("link", name=str(filed)).click()
    assert page.locator("#timeline li").all_inner_texts() == told
    assert "Two million are too many." in told[0]
    page.get_by_label("Remark").fill("One will do.")
    page.get_by_role("button", name="Add the remark").click()
    page.locator("#timeline li", has_text="One will do.").wait_for()


def test_the_check_follows_what_is_chosen(enter, ask, keep, decay, tmp_path):
    filed = ask("submitted")
    other = keep(decay(EventType="1110021001", NickName="Bd_other", Tested="No"), "1110021001.dec")
    page = enter("liaison", "/requests/new/")
    check = page.locator("#check")
    page.get_by_label("or a decay file on record").select_option(value=str(filed.decay_file_id))
    check.get_by_text("Check of 1110021000.dec").wait_for()
    page.get_by_label("Campaign").select_option(label="MC16rd_proc16")
    check.get_by_text("is already requested in MC16rd_proc16").wait_for()
    page.get_by_label("or a decay file on record").select_option(value=str(other.pk))
    check.get_by_text("The author says that the file is not tested.").wait_for()
    assert check.get_by_text("is already requested").count() == 0
    broken = tmp_path / "1110021002.dec"
    broken.write_bytes(b"\x00\x01")
    page.set_input_files("input[type=file]", broken)
    check.get_by_text("cannot be read").wait_for()


def test_the_page_of_a_decay_file_leads_from_a_finding_to_its_line(enter, keep, decay):
    file = keep(decay(Tested="No"))
    page = enter("member", file.get_absolute_url())
    page.get_by_role("table", name="Findings").get_by_role("link", name="5").click()
    assert page.evaluate("location.hash") == "#L5"
    assert page.locator("#L5:target").inner_text().strip() == "# Tested: No"
    assert complaints(page) == []
