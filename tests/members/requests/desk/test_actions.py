"""The queue of many approvers, and the clock that watches it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members.memberships.models import Delegate
from members.requests import actions as requests
from members.requests.desk import actions
from members.requests.models import MembershipRequest, RequestAlarm
from portal.history import entries
from portal.lifecycle import MoveRefused
from portal.policy import Denied

OFFICE = "office@lab.example"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def office(settings):
    settings.PORTAL_OFFICE_EMAIL = OFFICE


def aged(request, hours, **fields):
    """The request, confirmed so many hours ago."""
    at = timezone.now() - hours * HOUR - timedelta(seconds=1)
    MembershipRequest.objects.filter(pk=request.pk).update(confirmed_at=at, **fields)
    return request


def alarms(request):
    return [(row.alarm, row.sent) for row in RequestAlarm.objects.filter(request=request).order_by("pk")]


def reminders(mails):
    return [(to, subject) for to, subject, _ in mails() if "still wait" in subject]


def test_a_claim_is_shown_and_can_be_taken_over_which_is_recorded(world, visit):
    request = world.waiting()
    actions.claim(request, by=world.user("delegate"))
    page = visit("deputy").get(f"/approvals/{request.pk}/").content.decode()
    assert "Delegate Lindqvist has claimed this request." in page
    [row] = visit("deputy").get("/api/v1/approvals/").json()["results"]
    assert row["holder"] == "Delegate Lindqvist"
    with pytest.raises(MoveRefused, match="cannot claim: Delegate Lindqvist has it since"):
        actions.claim(request, by=world.user("deputy"))
    with pytest.raises(MoveRefused, match="you have not claimed it"):
        actions.release(request, by=world.user("deputy"))
    actions.take_over(request, by=world.user("deputy"), reason="she is away")
    assert request.claimed_by == world.user("deputy")
    assert [(entry.who, entry.verb) for entry in entries(request)][:2] == [
        ("Deputy Okonkwo for Delegate Lindqvist", "take over"),
        ("Delegate Lindqvist", "claim"),
    ]
    actions.release(request, by=world.user("deputy"))
    assert (request.claimed_by, request.claimed_at, request.state) == (None, None, "waiting")


def test_a_claim_lapses_after_the_hours_of_the_by_laws(world, by_law, visit):
    request = world.waiting()
    actions.claim(request, by=world.user("delegate"))
    by_law("[requests]\nclaim_hours = 2\n")
    MembershipRequest.objects.filter(pk=request.pk).update(claimed_at=timezone.now() - 3 * HOUR)
    [row] = visit("deputy").get("/api/v1/approvals/").json()["results"]
    assert row["holder"] is None
    actions.claim(request, by=world.user("deputy"))
    assert request.claimed_by == world.user("deputy")


def test_a_decision_ends_the_claim(world):
    request = world.waiting()
    actions.claim(request, by=world.user("delegate"))
    requests.decline(request, by=world.user("deputy"), reason="not ours")
    assert request.claimed_by is None


def test_holding_needs_a_reason_which_stays_in_the_log(world, mails):
    request = world.waiting()
    before = len(mails())
    with pytest.raises(MoveRefused, match="a reason is needed"):
        actions.hold(request, by=world.user("delegate"), reason="")
    assert request.notes.count() == 0
    actions.hold(request, by=world.user("delegate"), reason="The contract is not signed.")
    with pytest.raises(MoveRefused, match="cannot approve: it is already on hold"):
        requests.approve(request, by=world.user("delegate"))
    actions.resume(request, by=world.user("deputy"))
    assert (request.state, request.waiting_since is not None) == ("waiting", True)
    assert [(row.who, row.text) for row in request.notes.all()] == [
        ("Delegate Lindqvist", "On hold: The contract is not signed.")
    ]
    assert len(mails()) == before


def test_notes_are_for_those_who_may_decide_and_outlive_the_decision(world, visit, mails):
    request = world.waiting()
    visit("delegate").post(f"/approvals/{request.pk}/note/", {"text": "Ask Ole\nfirst <b>"})
    requests.decline(request, by=world.user("deputy"), reason="not ours")
    visit("office").post(f"/approvals/{request.pk}/note/", {"text": "She will file again."})
    page = visit("deputy").get(f"/approvals/{request.pk}/").content.decode()
    assert "Ask Ole<br>first &lt;b&gt;" in page
    assert "She will file again." in page
    assert not any("Ask Ole" in text for _, _, text in mails())
    assert "Ask Ole" not in visit("").get(f"/join/{request.token}/").content.decode()
    assert visit("delegate").post(f"/approvals/{request.pk}/note/", {"text": " "}).status_code == 422
    assert visit("stranger").post(f"/approvals/{request.pk}/note/", {"text": "x"}).status_code == 404


def test_a_delegate_who_is_the_applicant_does_not_see_the_log(world, visit):
    request = world.waiting(email="delegate@lab.example")
    actions.note(request, by=world.user("deputy"), text="Between us")
    assert "Between us" not in visit("delegate").get(f"/approvals/{request.pk}/").content.decode()
    with pytest.raises(Denied):
        actions.note(request, by=world.user("delegate"), text="mine")


def test_handing_over_sets_the_claim_and_tells(world, visit, mails):
    request = world.waiting()
    deputy = world.user("deputy").person
    visit("delegate").post(f"/approvals/{request.pk}/hand-over/", {"to": deputy.pk, "reason": "You know her"})
    request.refresh_from_db()
    assert request.claimed_by == world.user("deputy")
    to, subject, text = mails()[-1]
    assert (to, subject) == (
        "deputy@lab.example",
        f"Delegate Lindqvist hands the request of {request.full_name} to you",
    )
    assert "You know her" in text
    for other in (world.user("stranger").person, world.user("member").person, world.user("delegate").person):
        with pytest.raises(MoveRefused, match="does not decide for Sundridge"):
            actions.hand_over(request, to=other, by=world.user("delegate"))


def test_the_clock_goes_from_delegate_to_deputy_to_office_each_once(world, mails):
    request = aged(world.waiting(), 0)
    assert actions.watch(now=timezone.now() + 47 * HOUR) == {}
    for hours, whom in ((48, "delegate@lab.example"), (96, "deputy@lab.example"), (168, OFFICE)):
        actions.watch(now=timezone.now() + hours * HOUR)
        actions.watch(now=timezone.now() + hours * HOUR)
        assert reminders(mails)[-1][0] == whom
    assert len(reminders(mails)) == 3
    assert alarms(request) == [("remind", True), ("deputy", True), ("office", True)]


def test_after_forty_days_only_the_strongest_goes_out_in_one_mail(world, mails):
    waiting = [aged(world.waiting(), 40 * 24) for _ in range(5)]
    assert actions.watch() == {"office": 5}
    assert reminders(mails) == [(OFFICE, "5 membership requests still wait")]
    for request in waiting:
        assert alarms(request) == [("remind", False), ("deputy", False), ("office", True)]
    actions.watch()
    assert len(reminders(mails)) == 1


def test_without_a_deputy_the_delegate_still_hears_after_a_standstill(world, mails):
    Delegate.objects.filter(deputy=True).delete()
    request = aged(world.waiting(), 100)
    actions.watch()
    assert reminders(mails) == [("delegate@lab.example", f"The request of {request.full_name} still waits")]
    assert alarms(request) == [("remind", True), ("deputy", False)]


def test_a_held_request_has_no_clock_and_resuming_starts_it_anew(world, mails):
    request = aged(world.waiting(), 1)
    actions.hold(request, by=world.user("delegate"), reason="The contract")
    aged(request, 2000)
    assert actions.watch() == {}
    actions.resume(request, by=world.user("delegate"))
    assert actions.watch() == {}
    assert actions.watch(now=timezone.now() + 49 * HOUR) == {"remind": 1}


def test_each_waiting_time_has_its_own_reminders_and_never_two(world, mails, by_law):
    by_law('[requests]\ngates = ["delegate", "office"]\n')
    request, start = world.waiting(), timezone.now()
    told = []

    def later(hours):
        at = timezone.now() + hours * HOUR
        told.extend([actions.watch(now=at), actions.watch(now=at)])

    later(49)
    requests.endorse(request, by=world.user("delegate"))
    later(49)
    requests.send_back(request, by=world.user("office"), reason="which group?")
    later(49)
    later(97)
    actions.hold(request, by=world.user("delegate"), reason="the contract")
    later(1000)
    actions.resume(request, by=world.user("delegate"))
    later(200)
    quiet = [{}]
    assert told == (
        [{"remind": 1}, {}, {"office": 1}, {}, {"remind": 1}, {}, {"deputy": 1}, {}] + quiet * 2 + [{"office": 1}, {}]
    )
    assert request.alarms.count() == 1 + 1 + 2 + 3
    assert request.alarms.filter(since__gte=start).values("since").distinct().count() == 3  # beside the confirmation
    assert len(reminders(mails)) == 5


def test_a_return_to_nobody_comes_to_the_office_once_and_is_then_quiet(world, mails, by_law):
    by_law('[requests]\ngates = ["delegate", "office"]\n')
    request = world.waiting()
    requests.endorse(request, by=world.user("delegate"))
    Delegate.objects.all().delete()
    requests.send_back(request, by=world.user("office"), reason="which group?")
    assert mails()[-1][0] == OFFICE
    assert actions.watch(now=timezone.now() + 500 * HOUR) == {}


def test_a_held_request_of_an_institute_that_loses_its_delegates_goes_to_the_office(world, mails):
    request = world.waiting()
    actions.hold(request, by=world.user("delegate"), reason="the contract")
    assert actions.watch() == {}
    Delegate.objects.filter(institute=request.institute).delete()
    assert [actions.watch(), actions.watch()] == [{"office": 1}, {}]
    assert reminders(mails) == [(OFFICE, f"The request of {request.full_name} still waits")]


def test_a_transfer_to_an_institute_where_nobody_decides_is_told_to_the_office_once(world, mails):
    world.institute("Lonely")
    member = world.user("member")
    request = requests.ask_transfer(
        leaving=member.person.memberships.get(),
        institute=world.institutes["Lonely"],
        category=world.categories["postdoc"],
        starts_on=world.today + timedelta(days=9),
        leaves_on=world.today + timedelta(days=8),
        by=member,
    )
    assert OFFICE in [to for to, _, _ in mails()]
    assert alarms(request) == [("office", True)]
    assert actions.watch(now=timezone.now() + 500 * HOUR) == {}


def test_a_claim_puts_off_delegate_and_deputy_but_not_the_office(world, mails):
    request = aged(world.waiting(), 100)
    actions.claim(request, by=world.user("deputy"))
    assert actions.watch() == {}
    aged(request, 170)
    assert actions.watch() == {"office": 1}


def test_what_waits_for_the_office_is_told_to_the_office(world, by_law):
    by_law('[requests]\ngates = ["delegate", "office"]\n')
    request = aged(world.waiting(), 30)
    requests.endorse(request, by=world.user("delegate"))
    aged(request, 2000)
    assert actions.watch(now=timezone.now() + 47 * HOUR) == {}
    assert actions.watch(now=timezone.now() + 49 * HOUR) == {"office": 1}


def test_an_institute_that_loses_its_delegates_goes_to_the_office_at_once(world, mails):
    request = world.waiting()
    Delegate.objects.filter(institute=request.institute).delete()
    assert actions.watch() == {"office": 1}
    assert reminders(mails) == [(OFFICE, f"The request of {request.full_name} still waits")]


def test_what_came_to_the_office_at_once_is_not_told_twice(world):
    world.institute("Lonely")
    request = world.waiting(institute=world.institutes["Lonely"])
    assert alarms(request) == [("office", True)]
    assert actions.watch(now=timezone.now() + 3000 * HOUR) == {}


def test_an_address_that_is_none_does_not_silence_the_others(world, mails):
    broken = world.user("delegate").person
    type(broken).objects.filter(pk=broken.pk).update(email="not an address")
    aged(world.waiting(institute=world.institutes["Northgate"]), 50)
    request = world.filed()
    MembershipRequest.objects.filter(pk=request.pk).update(state="waiting", confirmed_at=timezone.now() - 50 * HOUR)
    actions.watch()
    assert [to for to, _ in reminders(mails)] == ["stranger@lab.example"]


def test_only_the_portal_and_administrators_run_the_clock(world):
    with pytest.raises(Denied):
        actions.watch(by=world.user("delegate"))


def test_the_task_is_on_the_schedule_and_known(world, settings):
    from portal.tasks import app

    app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE["members.requests.watch"]
    app.tasks[entry["task"]].run()
