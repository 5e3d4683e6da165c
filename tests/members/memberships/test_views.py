"""The pages: verbs of a membership, renewals of an institute, and the cards that lead there."""

from __future__ import annotations

import pytest

from members.memberships.forms import choice_of
from members.memberships.models import Membership, Suspension
from portal.history import entries


def page_of(person, name):
    return f"/people/{person.pk}/membership/{name}/"


def labels(page):
    head = page.context["page"]
    return [action["label"] for action in (*head["actions"], *head["more_actions"])]


def test_buttons_are_for_those_who_may(world, visit, ending):
    person = ending(20).person
    url = person.get_absolute_url()
    assert labels(visit("ending").get(url))[:3] == ["Transfer", "Ask to renew", "Will not renew"]
    assert labels(visit("member").get(url)) == []
    expected = ["Renew", "End", "Change category", "Correct", "Add affiliation", "Suspend", "Record death"]
    assert [label for label in labels(visit("delegate").get(url)) if label in expected] == expected
    own = labels(visit("delegate").get(world.user("delegate").person.get_absolute_url()))
    assert [label for label in own if label in ("Transfer", *expected)] == ["Transfer"]


def test_the_table_shows_share_sponsor_and_ending(world, visit, guest):
    text = visit("delegate").get(guest.person.get_absolute_url()).content.decode()
    assert "Member Moreau" in text
    Membership.objects.filter(pk=guest.pk).update(share=35, ending="left")
    text = visit("delegate").get(guest.person.get_absolute_url()).content.decode()
    assert "35 %" in text
    assert "left" in text


def test_a_delegate_ends_a_membership_by_the_form(world, visit, ending, day):
    row = ending(50)
    browser, url = visit("delegate"), page_of(row.person, "end")
    assert browser.get(url).status_code == 200
    typed = {"membership": choice_of(row), "last_day": str(day(90)), "ending": "left", "reason": ""}
    answer = browser.post(url, typed)
    assert answer.status_code == 422
    assert "a later end is a renewal" in answer.content.decode()
    assert browser.post(url, typed | {"last_day": str(day(9))}).status_code == 302
    row.refresh_from_db()
    assert row.period.upper == day(10)


def test_a_form_that_is_out_of_date_says_so(world, visit, ending, day):
    row = ending(50)
    browser, typed = visit("delegate"), {"membership": choice_of(row), "ends_on": str(day(90))}
    assert browser.post(page_of(row.person, "renew"), typed).status_code == 302
    answer = browser.post(page_of(row.person, "renew"), typed | {"ends_on": str(day(99))})
    assert answer.status_code == 422
    assert "has changed since the form was opened" in answer.content.decode()
    row.refresh_from_db()
    assert row.period.upper == day(91)


@pytest.mark.parametrize("value", ["", "0:", "x", "9999999:2028-01-01", "1:not-a-day"])
def test_a_membership_of_somebody_else_cannot_be_slipped_in(world, visit, ending, value):
    row = ending(50)
    answer = visit("delegate").post(page_of(row.person, "end"), {"membership": value, "last_day": "2028-01-01"})
    assert answer.status_code == 422


def test_who_may_not_is_sent_back_and_nothing_changes(world, visit, ending, day):
    row = ending(50)
    typed = {"membership": choice_of(row), "last_day": str(day(9)), "ending": "left"}
    for name in ("member", "stranger", "ending"):
        answer = visit(name).post(page_of(row.person, "end"), typed, follow=True)
        assert "Nothing was changed" in answer.content.decode()
    row.refresh_from_db()
    assert row.period.upper == day(51)
    assert visit("applicant").post(page_of(row.person, "end"), typed).status_code == 403
    assert visit("delegate").get(page_of(row.person, "burn")).status_code == 404


def test_suspend_and_lift_take_each_others_place(world, visit, ending):
    person = ending(50).person
    browser = visit("office")
    assert browser.post(page_of(person, "suspend"), {"reason": ""}).status_code == 422
    assert browser.post(page_of(person, "suspend"), {"reason": "misuse"}).status_code == 302
    assert "Lift suspension" in labels(browser.get(person.get_absolute_url()))
    assert browser.post(page_of(person, "lift"), {"reason": "settled"}).status_code == 302
    assert not Suspension.objects.exists()


def renewals(world):
    return f"/institutes/{world.institutes['Sundridge'].pk}/renewals/"


def test_renewals_show_what_ends_in_the_window_and_who_lost_the_sponsor(world, visit, ending, guest, day):
    soon, late, over, long_ago = ending(80, "soon"), ending(100, "late"), ending(-20, "over"), ending(-40, "longago")
    world.user("member").person.memberships.update(period=(day(-900), day(-1)))
    browser = visit("delegate")
    shown = [row.membership for row in browser.get(renewals(world)).context["rows"]]
    assert {row.pk for row in shown} >= {over.pk, soon.pk, guest.pk}
    assert not {late.pk, long_ago.pk} & {row.pk for row in shown}
    wider = [row.membership.pk for row in browser.get(renewals(world) + "?days=120").context["rows"]]
    assert late.pk in wider
    for nonsense in ("-1", "x", "99999999999999999999"):
        assert browser.get(renewals(world) + f"?days={nonsense}").status_code == 200
    assert "needs a sponsor" in browser.get(renewals(world)).content.decode()


def test_one_submit_has_an_outcome_for_each_row(world, visit, ending, day):
    renewed, ended, left, refused = (ending(20, name) for name in ("renewed", "ended", "left", "refused"))
    typed = {}
    for row, choice, last in (
        (renewed, "renew", day(300)),
        (ended, "end", day(5)),
        (left, "", ""),
        (refused, "renew", day(10)),
    ):
        typed |= {
            f"m{row.pk}-choice": choice,
            f"m{row.pk}-day": str(last),
            f"m{row.pk}-seen": choice_of(row),
        }
    answer = visit("delegate").post(renewals(world), typed, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said[:2] == [
        f"Renewed Sørensen: renewed until {day(300)}.",
        f"Ended Sørensen: ends on {day(5)}.",
    ]
    assert said[2].startswith("Refused Sørensen: a renewal is longer than before")
    ends = {row.pk: row.period.upper for row in Membership.objects.all()}
    assert [ends[row.pk] for row in (renewed, ended, left, refused)] == [day(301), day(6), day(21), day(21)]
    assert entries(renewed)[0].verb == "renew"


def test_a_row_that_somebody_else_decided_meanwhile_says_so(world, visit, ending, day):
    row = ending(20)
    typed = {f"m{row.pk}-choice": "renew", f"m{row.pk}-day": str(day(300)), f"m{row.pk}-seen": choice_of(row)}
    assert visit("delegate").post(renewals(world), typed).status_code == 302
    typed[f"m{row.pk}-day"] = str(day(400))
    answer = visit("deputy").post(renewals(world), typed, follow=True)
    assert "somebody else was faster" in answer.content.decode()
    row.refresh_from_db()
    assert row.period.upper == day(301)


def test_a_decision_without_a_day_is_shown_beside_its_row(world, visit, ending):
    row = ending(20)
    answer = visit("delegate").post(renewals(world), {f"m{row.pk}-choice": "renew", f"m{row.pk}-day": ""})
    assert answer.status_code == 422
    assert "Give the last day." in answer.content.decode()


def test_renewals_are_for_the_delegates_of_the_place(world, visit):
    assert visit("stranger").get(renewals(world)).status_code == 403
    assert visit("member").get(renewals(world)).status_code == 403
    assert visit("office").get(renewals(world)).status_code == 200
    assert visit("delegate").get("/renewals/").url == renewals(world)


def test_the_office_finds_first_the_institutes_where_something_waits(world, visit, ending):
    ending(20, "one"), ending(30, "two"), ending(200, "late")
    page = visit("office").get("/renewals/")
    assert [(place.short_name, count) for place, count in page.context["waiting"]] == [("Sundridge", 2)]
    assert [place.short_name for place in page.context["quiet"]] == ["Northgate"]
    words = " ".join(page.content.decode().split())
    assert words.index("2 memberships") < words.index("1 institute with nothing to decide")


def test_nobody_decides_about_oneself_on_the_page(world, visit, day):
    own = world.user("delegate").person.memberships.get()
    Membership.objects.filter(pk=own.pk).update(period=(day(-100), day(20)))
    typed = {f"m{own.pk}-choice": "renew", f"m{own.pk}-day": str(day(900))}
    answer = visit("delegate").post(renewals(world), typed, follow=True)
    assert "if it is not your own" in answer.content.decode()
    own.refresh_from_db()
    assert own.period.upper == day(20)


def test_the_home_page_asks_the_person_and_the_delegate(world, visit, ending):
    row = ending(20)
    browser = visit("ending")
    assert "Your membership at Sundridge ends on" in browser.get("/").content.decode()
    browser.post(page_of(row.person, "ask-renewal"), {"membership": choice_of(row)})
    assert "You asked to renew it." in browser.get("/").content.decode()
    browser.post(page_of(row.person, "decline-renewal"), {"membership": choice_of(row), "reason": ""})
    text = browser.get("/").content.decode()
    assert "You will not renew it." in text
    assert "Take it back" in text
    assert "will not renew" in visit("delegate").get("/").content.decode()
    assert "Memberships that end" not in visit("stranger").get("/").content.decode()
